# /// script
# dependencies = ["flask-pyoidc==3.14.3", "flask==3.1.3"]
# ///
"""An app with Flask-pyoidc, which has no setting for PKCE."""
import os

from flask import Flask, session
from flask_pyoidc import OIDCAuthentication
from flask_pyoidc.provider_configuration import ClientMetadata, ProviderConfiguration
from flask_pyoidc.user_session import UserSession

here = os.environ["HERE"]
app = Flask(__name__)
app.config.update(SECRET_KEY=os.urandom(16), OIDC_REDIRECT_URI=f"{here}/callback")
kobling = ProviderConfiguration(
    issuer=os.environ["ISSUER"],
    client_metadata=ClientMetadata(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]),
    auth_request_params={"scope": ["openid", "profile", "email"]},
)
auth = OIDCAuthentication({"kobling": kobling}, app)


@app.get("/me")
@auth.oidc_auth("kobling")
def me():
    return UserSession(session).userinfo


@app.get("/refresh")
@auth.oidc_auth("kobling")
def refresh():
    before = UserSession(session).access_token
    return {"renewed": auth.valid_access_token(force_refresh=True) != before}


@app.get("/logout")
@auth.oidc_logout
def logout():
    return {}


app.run(port=int(os.environ["PORT"]))
