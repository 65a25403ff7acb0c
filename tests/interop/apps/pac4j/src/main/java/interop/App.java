package interop;

import io.javalin.Javalin;
import java.util.Map;
import org.pac4j.core.config.Config;
import org.pac4j.core.profile.ProfileManager;
import org.pac4j.javalin.CallbackHandler;
import org.pac4j.javalin.JavalinWebContext;
import org.pac4j.javalin.LogoutHandler;
import org.pac4j.javalin.SecurityHandler;
import org.pac4j.jee.context.session.JEESessionStore;
import org.pac4j.oidc.client.OidcClient;
import org.pac4j.oidc.config.OidcConfiguration;
import org.pac4j.oidc.profile.OidcProfile;

/** An app with pac4j on Javalin, which hears back-channel logout at its callback. */
public class App {
  public static void main(String[] arguments) {
    var here = System.getenv("HERE");
    var oidc = new OidcConfiguration();
    oidc.setDiscoveryURI(System.getenv("ISSUER") + "/.well-known/openid-configuration");
    oidc.setClientId(System.getenv("CLIENT_ID"));
    oidc.setSecret(System.getenv("CLIENT_SECRET"));
    oidc.setScope("openid profile email");
    var config = new Config(here + "/callback", new OidcClient(oidc));

    var callback = new CallbackHandler(config, null, true);
    var logout = new LogoutHandler(config, here + "/out");
    logout.localLogout = true;
    logout.centralLogout = true;
    Javalin.create(made -> made.showJavalinBanner = false)
        .before("/me", new SecurityHandler(config, "OidcClient"))
        .get(
            "/me",
            asked -> {
              var manager = new ProfileManager(new JavalinWebContext(asked), new JEESessionStore());
              var who = (OidcProfile) manager.getProfile().orElseThrow();
              asked.json(Map.of("name", who.getDisplayName(), "email", who.getEmail()));
            })
        .get("/callback", callback)
        .post("/callback", callback)
        .get("/logout", logout)
        .get("/out", asked -> asked.json(Map.of()))
        .start("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
  }
}
