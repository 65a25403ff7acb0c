package interop;

import io.quarkus.oidc.RefreshToken;
import io.quarkus.oidc.UserInfo;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;

/** An app with Quarkus' OIDC; its settings are in application.properties. */
@Path("/")
public class App {
  private static volatile String before = "";

  @Inject UserInfo who;
  @Inject RefreshToken token;

  @GET
  @Path("me")
  @Authenticated
  public Map<String, String> me() {
    before = token.getToken();
    return Map.of("name", who.getName(), "email", who.getEmail());
  }

  /** Each request renews, since every token ends sooner than the margin that is set. */
  @GET
  @Path("refresh")
  @Authenticated
  public Map<String, Boolean> refresh() {
    return Map.of("renewed", !token.getToken().equals(before));
  }

  @GET
  @Path("out")
  @PermitAll
  public Map<String, String> out() {
    return Map.of();
  }
}
