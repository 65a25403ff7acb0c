# /// script
# dependencies = ["flask-oidc==2.4.0", "flask==3.1.3", "authlib==1.6.5", "requests==2.32.5"]
# ///
"""An app with Flask-OIDC, which has no setting for PKCE."""
import os

from flask import Flask, session
from flask_oidc import OpenIDConnect

app = Flask(__name__)
app.secret_key = os.urandom(16)
app.config["OIDC_CLIENT_SECRETS"] = {"web": {
    "issuer": os.environ["ISSUER"],
    "client_id": os.environ["CLIENT_ID"],
    "client_secret": os.environ["CLIENT_SECRET"],
}}
app.config["OIDC_SCOPES"] = "openid profile email"
oidc = OpenIDConnect(app)


@app.get("/me")
@oidc.require_login
def me():
    return session["oidc_auth_profile"]


@app.get("/refresh")
def refresh():
    """As if the access token's time were over: the library looks at it before each request."""
    before = session["oidc_auth_token"]
    session["oidc_auth_token"] = {**before, "expires_at": 1}
    assert oidc.check_token_expiry() is None
    return {"renewed": session["oidc_auth_token"]["refresh_token"] != before["refresh_token"]}


app.run(port=int(os.environ["PORT"]))
