# /// script
# dependencies = ["flask-appbuilder==5.3.0", "authlib==1.6.5", "requests==2.32.5"]
# ///
"""An app with Flask-AppBuilder, whose login is Superset's and Airflow's too."""
import os

from flask import Flask, redirect
from flask_appbuilder import AppBuilder
from flask_appbuilder.const import AUTH_OAUTH
from flask_appbuilder.utils.legacy import get_sqla_class
from flask_login import current_user

issuer = os.environ["ISSUER"]
app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.urandom(16).hex(), SQLALCHEMY_DATABASE_URI=f"sqlite:///{os.environ['WORK']}/db",
    AUTH_TYPE=AUTH_OAUTH, AUTH_USER_REGISTRATION=True, AUTH_USER_REGISTRATION_ROLE="Admin",
    OAUTH_PROVIDERS=[{
        "name": "okta", "token_key": "access_token",
        "remote_app": {
            "client_id": os.environ["CLIENT_ID"], "client_secret": os.environ["CLIENT_SECRET"],
            "api_base_url": f"{issuer}/",
            "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
            "client_kwargs": {"scope": "openid profile email", "code_challenge_method": "S256"},
        },
    }],
)
db = get_sqla_class()(app)
with app.app_context():
    AppBuilder(app, db.session)


@app.get("/me")
def me():
    if not current_user.is_authenticated:
        return redirect("/login/okta?next=/me")
    name = f"{current_user.first_name} {current_user.last_name}"
    return {"name": name, "email": current_user.email}


app.run(port=int(os.environ["PORT"]))
