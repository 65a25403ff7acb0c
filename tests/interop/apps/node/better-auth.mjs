// An app with better-auth and its generic OAuth plugin, without a database.
import express from "express";
import { betterAuth } from "better-auth";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { genericOAuth } from "better-auth/plugins";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, HERE, PORT } = process.env;
const auth = betterAuth({
  baseURL: HERE,
  secret: "of-this-app-alone-and-long-enough",
  telemetry: { enabled: false },
  plugins: [genericOAuth({
    config: [{
      providerId: "kobling",
      discoveryUrl: `${ISSUER}/.well-known/openid-configuration`,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      scopes: ["openid", "profile", "email"],
      pkce: true,
    }],
  })],
});
const app = express();
app.all("/api/auth/*path", toNodeHandler(auth));
app.get("/me", async (request, answer) => {
  const found = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  if (found) return answer.json(found.user);
  const { headers, response } = await auth.api.signInSocial({
    body: { provider: "kobling", callbackURL: "/me" },
    returnHeaders: true,
  });
  for (const cookie of headers.getSetCookie()) answer.append("set-cookie", cookie);
  answer.redirect(response.url);
});
app.get("/refresh", async (request, answer) => {
  const headers = fromNodeHeaders(request.headers);
  const before = await auth.api.getAccessToken({ body: { useAccountCookie: true }, headers });
  const after = await auth.api.refreshToken({ body: { useAccountCookie: true }, headers });
  answer.json({ renewed: after.accessToken !== before.accessToken });
});
app.listen(PORT, "127.0.0.1");
