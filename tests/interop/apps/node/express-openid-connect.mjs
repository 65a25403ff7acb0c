// An app with express-openid-connect, which hears back-channel logout.
import express from "express";
import session from "express-session";
import openid from "express-openid-connect";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, HERE, PORT } = process.env;
const app = express();
app.use(openid.auth({
  issuerBaseURL: ISSUER,
  baseURL: HERE,
  clientID: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  secret: "of-this-app-alone-and-long-enough",
  authorizationParams: { response_type: "code", scope: "openid profile email" },
  idpLogout: true,
  backchannelLogout: { store: new session.MemoryStore() },
  routes: { postLogoutRedirect: "/out" },
  authRequired: false,
}));
app.get("/out", (_, answer) => answer.json({}));
app.get("/me", openid.requiresAuth(), async (request, answer) => answer.json(await request.oidc.fetchUserInfo()));
app.get("/refresh", async (request, answer) => {
  const before = request.oidc.accessToken.access_token;
  const after = await request.oidc.accessToken.refresh();
  answer.json({ renewed: after.access_token !== before });
});
app.listen(PORT, "127.0.0.1");
