// An app with github.com/hashicorp/cap.
package main

import (
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/hashicorp/cap/oidc"

	"kobling/interop/web"
)

func main() {
	back := os.Getenv("HERE") + "/callback"
	config, err := oidc.NewConfig(os.Getenv("ISSUER"), os.Getenv("CLIENT_ID"),
		oidc.ClientSecret(os.Getenv("CLIENT_SECRET")), []oidc.Alg{oidc.RS256}, []string{back})
	if err != nil {
		log.Fatal(err)
	}
	provider, err := oidc.NewProvider(config)
	if err != nil {
		log.Fatal(err)
	}
	var asked sync.Map
	var sessions web.Sessions[map[string]any]

	http.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		if who, is := sessions.Of(r); is {
			web.Show(w, who)
			return
		}
		verifier, err := oidc.NewCodeVerifier()
		if web.Fail(w, err) {
			return
		}
		request, err := oidc.NewRequest(time.Minute, back, oidc.WithPKCE(verifier), oidc.WithScopes("profile", "email"))
		if web.Fail(w, err) {
			return
		}
		asked.Store(request.State(), request)
		address, err := provider.AuthURL(r.Context(), request)
		if !web.Fail(w, err) {
			http.Redirect(w, r, address, http.StatusFound)
		}
	})
	http.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		request, is := asked.LoadAndDelete(r.FormValue("state"))
		if !is {
			http.Error(w, "state", http.StatusBadRequest)
			return
		}
		token, err := provider.Exchange(r.Context(), request.(oidc.Request), r.FormValue("state"), r.FormValue("code"))
		if web.Fail(w, err) {
			return
		}
		var own map[string]any
		if web.Fail(w, token.IDToken().Claims(&own)) {
			return
		}
		var who map[string]any
		err = provider.UserInfo(r.Context(), token.StaticTokenSource(), own["sub"].(string), &who)
		if !web.Fail(w, err) {
			sessions.Begin(w, who)
			http.Redirect(w, r, "/me", http.StatusFound)
		}
	})
	web.Serve()
}
