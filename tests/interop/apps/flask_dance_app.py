# /// script
# dependencies = ["flask-dance==7.1.0", "flask==3.1.3"]
# ///
"""An app with Flask-Dance."""
import os

from flask import Flask, redirect, url_for
from flask_dance.consumer import OAuth2ConsumerBlueprint

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
issuer = os.environ["ISSUER"]
app = Flask(__name__)
app.secret_key = os.urandom(16)
kobling = OAuth2ConsumerBlueprint(
    "kobling", __name__,
    client_id=os.environ["CLIENT_ID"], client_secret=os.environ["CLIENT_SECRET"],
    scope=["openid", "profile", "email"], base_url=issuer,
    authorization_url=f"{issuer}/authorize", token_url=f"{issuer}/token",
    auto_refresh_url=f"{issuer}/token", redirect_to="me",
    use_pkce=True, code_challenge_method="S256",
)
app.register_blueprint(kobling, url_prefix="/login")


@app.get("/me")
def me():
    if not kobling.session.authorized:
        return redirect(url_for("kobling.login"))
    return kobling.session.get("/userinfo").json()


@app.get("/refresh")
def refresh():
    before = kobling.token
    kobling.token = {**before, "expires_in": -1}
    kobling.session.get("/userinfo").raise_for_status()
    return {"renewed": kobling.token["refresh_token"] != before["refresh_token"]}


app.run(port=int(os.environ["PORT"]))
