# /// script
# dependencies = ["msal==1.39.0"]
# ///
"""MSAL for Python cannot be used: it takes no issuer without a path. Fails once it does."""
import os

from msal import ConfidentialClientApplication

try:
    ConfidentialClientApplication(
        os.environ["CLIENT_ID"], client_credential=os.environ["CLIENT_SECRET"],
        oidc_authority=os.environ["ISSUER"])
except ValueError as refusal:
    assert "minimum of one segment in a path" in str(refusal), refusal
else:
    raise AssertionError("it takes the issuer now")
