// An app with @hono/oidc-auth, which reads the ID token alone.
import { serve } from "@hono/node-server";
import { getAuth, oidcAuthMiddleware } from "@hono/oidc-auth";
import { Hono } from "hono";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, HERE, PORT } = process.env;
Object.assign(process.env, {
  OIDC_ISSUER: ISSUER,
  OIDC_CLIENT_ID: CLIENT_ID,
  OIDC_CLIENT_SECRET: CLIENT_SECRET,
  OIDC_REDIRECT_URI: `${HERE}/callback`,
  OIDC_SCOPES: "openid profile email",
  OIDC_AUTH_SECRET: "of-this-app-alone-and-long-enough",
});
const app = new Hono();
app.use(async (c, next) => {
  c.set("oidcClaimsHook", async (before, claims) => ({
    sub: claims?.sub ?? before?.sub,
    name: claims?.name ?? before?.name,
    email: claims?.email ?? before?.email,
  }));
  await next();
});
app.use(oidcAuthMiddleware());
app.get("/me", async c => c.json(await getAuth(c)));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(PORT) });
