package interop;

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
  @Inject UserInfo who;

  @GET
  @Path("me")
  @Authenticated
  public Map<String, String> me() {
    return Map.of("name", who.getName(), "email", who.getEmail());
  }

  @GET
  @Path("out")
  @PermitAll
  public Map<String, String> out() {
    return Map.of();
  }
}
