# /// script
# dependencies = ["django-allauth[socialaccount]==65.22.1", "django==5.2.19"]
# ///
"""An app with django-allauth's `openid_connect`."""
import os

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import include, path

from django_app import serve, settle

settle(
    ["allauth", "allauth.account", "allauth.socialaccount",
     "allauth.socialaccount.providers.openid_connect"],
    "allauth.account.auth_backends.AuthenticationBackend",
    ["allauth.account.middleware.AccountMiddleware"],
    SOCIALACCOUNT_LOGIN_ON_GET=True,
    SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [{
        "provider_id": "kobling", "name": "Kobling",
        "client_id": os.environ["CLIENT_ID"], "secret": os.environ["CLIENT_SECRET"],
        "settings": {"server_url": os.environ["ISSUER"], "oauth_pkce_enabled": True},
    }]}},
)


def me(request):
    if not request.user.is_authenticated:
        return redirect("/accounts/oidc/kobling/login/?next=/me")
    return JsonResponse({"name": request.user.get_full_name(), "email": request.user.email})


urlpatterns = [path("accounts/", include("allauth.urls")), path("me", me)]
serve()
