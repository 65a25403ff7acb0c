"""What every small Django app needs, beside the settings of its login."""
import os

import django
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import run
from django.core.wsgi import get_wsgi_application

SESSIONS = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]


def settle(apps, backend, middleware=(), **further):
    settings.configure(
        SECRET_KEY=os.urandom(16).hex(), ALLOWED_HOSTS=["*"], ROOT_URLCONF="__main__",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
                        "django.contrib.sessions", "django.contrib.messages", *apps],
        MIDDLEWARE=[*SESSIONS, *middleware],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates",
                    "APP_DIRS": True}],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3",
                               "NAME": f"{os.environ['WORK']}/db"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        AUTHENTICATION_BACKENDS=[backend], LOGIN_REDIRECT_URL="/me", USE_TZ=True,
        DEBUG_PROPAGATE_EXCEPTIONS=True, **further)
    django.setup()


def serve():
    call_command("migrate", verbosity=0)
    run("127.0.0.1", int(os.environ["PORT"]), get_wsgi_application(), threading=True)
