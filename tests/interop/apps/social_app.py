# /// script
# dependencies = ["social-auth-core==7.0.0", "social-auth-app-django==8.0.0", "django==5.2.19"]
# ///
"""An app with Python Social Auth on Django."""
import os

from django.http import HttpResponse, JsonResponse
from django.urls import include, path

from django_app import serve, settle

settle(
    ["social_django"], "social_core.backends.open_id_connect.OpenIdConnectAuth",
    SOCIAL_AUTH_OIDC_OIDC_ENDPOINT=os.environ["ISSUER"],
    SOCIAL_AUTH_OIDC_KEY=os.environ["CLIENT_ID"],
    SOCIAL_AUTH_OIDC_SECRET=os.environ["CLIENT_SECRET"],
    SOCIAL_AUTH_OIDC_USE_PKCE=True,
)

BUTTON = '<form method="post" action="/login/oidc/?next=/me"><button>Log in</button></form>'


def me(request):
    if not request.user.is_authenticated:
        return HttpResponse(BUTTON, status=401)
    return JsonResponse({"name": request.user.get_full_name(), "email": request.user.email})


def refresh(request):
    from social_django.utils import load_strategy

    account = request.user.social_auth.get()
    before = account.extra_data["refresh_token"]
    account.refresh_token(load_strategy(request))
    return JsonResponse({"renewed": account.extra_data["refresh_token"] != before})


urlpatterns = [path("", include("social_django.urls")), path("me", me), path("refresh", refresh)]
serve()
