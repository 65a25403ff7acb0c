// An app with github.com/zitadel/oidc.
package main

import (
	"context"
	"crypto/rand"
	"log"
	"net/http"
	"os"

	"github.com/zitadel/oidc/v3/pkg/client/rp"
	httphelper "github.com/zitadel/oidc/v3/pkg/http"
	"github.com/zitadel/oidc/v3/pkg/oidc"

	"kobling/interop/web"
)

type session struct {
	who    *oidc.UserInfo
	tokens *oidc.Tokens[*oidc.IDTokenClaims]
}

func main() {
	here := os.Getenv("HERE")
	key := []byte(rand.Text())[:16]
	cookies := httphelper.NewCookieHandler(key, key, httphelper.WithUnsecure())
	party, err := rp.NewRelyingPartyOIDC(context.Background(), os.Getenv("ISSUER"),
		os.Getenv("CLIENT_ID"), os.Getenv("CLIENT_SECRET"), here+"/callback",
		[]string{"openid", "profile", "email"}, rp.WithCookieHandler(cookies), rp.WithPKCE(cookies))
	if err != nil {
		log.Fatal(err)
	}
	var sessions web.Sessions[session]

	http.Handle("/login", rp.AuthURLHandler(rand.Text, party))
	http.Handle("/callback", rp.CodeExchangeHandler(rp.UserinfoCallback(
		func(w http.ResponseWriter, r *http.Request, tokens *oidc.Tokens[*oidc.IDTokenClaims], _ string, _ rp.RelyingParty, who *oidc.UserInfo) {
			sessions.Begin(w, session{who, tokens})
			http.Redirect(w, r, "/me", http.StatusFound)
		}), party))
	http.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		if found, is := sessions.Of(r); is {
			web.Show(w, found.who)
		} else {
			http.Redirect(w, r, "/login", http.StatusFound)
		}
	})
	http.HandleFunc("/refresh", func(w http.ResponseWriter, r *http.Request) {
		found, _ := sessions.Of(r)
		before := found.tokens.RefreshToken
		after, err := rp.RefreshTokens[*oidc.IDTokenClaims](r.Context(), party, before, "", "")
		if !web.Fail(w, err) {
			web.Show(w, map[string]bool{"renewed": after.RefreshToken != before})
		}
	})
	http.HandleFunc("/logout", func(w http.ResponseWriter, r *http.Request) {
		found, _ := sessions.Of(r)
		sessions.End(r)
		address, err := rp.EndSession(r.Context(), party, found.tokens.IDToken, here+"/out", "", "", nil)
		if !web.Fail(w, err) {
			http.Redirect(w, r, address.String(), http.StatusFound)
		}
	})
	http.HandleFunc("/out", func(w http.ResponseWriter, _ *http.Request) { web.Show(w, nil) })
	web.Serve()
}
