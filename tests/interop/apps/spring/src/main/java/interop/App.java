package interop;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An app with Spring Security's own login, logout and back-channel logout. */
@SpringBootApplication
@RestController
public class App {
  public static void main(String[] arguments) {
    SpringApplication.run(App.class, arguments);
  }

  @GetMapping("/me")
  Map<String, String> me(@AuthenticationPrincipal OidcUser user) {
    return Map.of("name", user.getFullName(), "email", user.getEmail());
  }

  @GetMapping("/out")
  String out() {
    return "logged out";
  }

  @Bean
  SecurityFilterChain chain(HttpSecurity http, ClientRegistrationRepository registrations)
      throws Exception {
    var requests = new DefaultOAuth2AuthorizationRequestResolver(registrations);
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    var atTheHub = new OidcClientInitiatedLogoutSuccessHandler(registrations);
    atTheHub.setPostLogoutRedirectUri("{baseUrl}/out");
    return http
        .authorizeHttpRequests(
            ask -> ask.requestMatchers("/out").permitAll().anyRequest().authenticated())
        .oauth2Login(
            login -> login.authorizationEndpoint(at -> at.authorizationRequestResolver(requests)))
        .oidcLogout(logout -> logout.backChannel(Customizer.withDefaults()))
        .logout(logout -> logout.logoutSuccessHandler(atTheHub))
        .build();
  }
}
