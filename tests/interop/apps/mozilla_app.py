# /// script
# dependencies = ["mozilla-django-oidc==5.0.2", "django==5.2.19"]
# ///
"""An app with mozilla-django-oidc, which keeps no name."""
import os
from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import include, path

from django_app import serve, settle

issuer = os.environ["ISSUER"]
out = f"{os.environ['HERE']}/out"


def at_the_hub(request):
    hint = request.session["oidc_id_token"]
    return f"{issuer}/logout?{urlencode({'id_token_hint': hint, 'post_logout_redirect_uri': out})}"


settle(
    ["mozilla_django_oidc"], "mozilla_django_oidc.auth.OIDCAuthenticationBackend",
    ["mozilla_django_oidc.middleware.SessionRefresh"],
    OIDC_RP_CLIENT_ID=os.environ["CLIENT_ID"], OIDC_RP_CLIENT_SECRET=os.environ["CLIENT_SECRET"],
    OIDC_OP_AUTHORIZATION_ENDPOINT=f"{issuer}/authorize",
    OIDC_OP_TOKEN_ENDPOINT=f"{issuer}/token", OIDC_OP_USER_ENDPOINT=f"{issuer}/userinfo",
    OIDC_OP_JWKS_ENDPOINT=f"{issuer}/jwks", OIDC_RP_SIGN_ALGO="RS256",
    OIDC_RP_SCOPES="openid profile email", OIDC_USE_PKCE=True,
    OIDC_STORE_ID_TOKEN=True, OIDC_OP_LOGOUT_URL_METHOD="__main__.at_the_hub",
    LOGOUT_REDIRECT_URL="/out", ALLOW_LOGOUT_GET_METHOD=True,
)


def me(request):
    if not request.user.is_authenticated:
        return redirect("/oidc/authenticate/?next=/me")
    return JsonResponse({"name": request.user.get_full_name(), "email": request.user.email})


def refresh(request):
    """As if the ID token's time were over: the library asks the hub again, by `prompt=none`."""
    if "aged" not in request.session:
        request.session["aged"] = True
        request.session["oidc_id_token_expiration"] = 0
        return redirect("/refresh")
    return JsonResponse({"renewed": request.session["oidc_id_token_expiration"] > 0})


urlpatterns = [path("oidc/", include("mozilla_django_oidc.urls")), path("me", me),
               path("refresh", refresh), path("out", lambda request: JsonResponse({})),
               path("logout", lambda request: redirect("oidc_logout"))]
serve()
