// An app with passport-openidconnect, which has no setting for PKCE.
import express from "express";
import session from "express-session";
import passport from "passport";
import Strategy from "passport-openidconnect";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, HERE, PORT } = process.env;
passport.use(new Strategy({
  issuer: ISSUER,
  authorizationURL: `${ISSUER}/authorize`,
  tokenURL: `${ISSUER}/token`,
  userInfoURL: `${ISSUER}/userinfo`,
  clientID: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  callbackURL: `${HERE}/callback`,
  scope: ["profile", "email"],
  skipUserProfile: false,
}, (issuer, profile, done) => done(null, profile)));
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));

const app = express();
app.use(session({ secret: "of-this-app-alone", resave: false, saveUninitialized: false }));
app.use(passport.session());
app.get("/login", passport.authenticate("openidconnect"));
app.get("/callback", passport.authenticate("openidconnect", { successRedirect: "/me" }));
app.get("/me", ({ user }, answer) => {
  if (user) answer.json({ name: user.displayName, email: user.emails[0].value });
  else answer.redirect("/login");
});
app.listen(PORT, "127.0.0.1");
