// An app with Auth.js on Express.
import express from "express";
import { ExpressAuth, getSession } from "@auth/express";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT } = process.env;
const config = {
  secret: "of-this-app-alone-and-long-enough",
  trustHost: true,
  providers: [{
    id: "kobling",
    name: "Kobling",
    type: "oidc",
    issuer: ISSUER,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    idToken: false,
  }],
};
const app = express();
app.use("/auth", ExpressAuth(config));
app.get("/me", async (request, answer) => {
  const found = await getSession(request, config);
  if (found) answer.json(found.user);
  else answer.redirect("/auth/signin?callbackUrl=/me");
});
app.listen(PORT, "127.0.0.1");
