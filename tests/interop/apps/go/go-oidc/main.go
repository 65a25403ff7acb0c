// Logs in with github.com/coreos/go-oidc and golang.org/x/oauth2: discovery, PKCE, code, ID token,
// userinfo, refresh. ISSUER and PID say where and as whom; SSL_CERT_FILE whom to trust.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

var (
	app    = os.Getenv("HERE") + "/"
	field  = regexp.MustCompile(`<input type="(hidden|radio)"[^>]*name="([^"]+)"[^>]*value="([^"]*)"([^>]*)>`)
	action = regexp.MustCompile(`<form method="post" action="([^"]+)"`)
)

// person follows pages as somebody without scripts does, as far as the app's own address.
type person struct{ browser *http.Client }

func newPerson() person {
	jar, err := cookiejar.New(nil)
	check(err)
	stop := func(request *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(request.URL.String(), app) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return person{&http.Client{Jar: jar, CheckRedirect: stop}}
}

func (p person) logIn(address string) *url.URL {
	answer, err := p.browser.Get(address)
	check(err)
	if back, err := answer.Location(); err == nil {
		return back
	}
	body, err := io.ReadAll(answer.Body)
	check(err)
	form := url.Values{"pid": {os.Getenv("PID")}, "action": {"login"}}
	for _, found := range field.FindAllStringSubmatch(string(body), -1) {
		if found[1] == "hidden" || strings.Contains(found[4], "checked") {
			form.Set(found[2], found[3])
		}
	}
	target, err := answer.Request.URL.Parse(action.FindStringSubmatch(string(body))[1])
	check(err)
	answer, err = p.browser.PostForm(target.String(), form)
	check(err)
	back, err := answer.Location()
	check(err)
	return back
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, os.Getenv("ISSUER"))
	check(err)
	config := oauth2.Config{
		ClientID:     os.Getenv("CLIENT_ID"),
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		Endpoint:     provider.Endpoint(),
		RedirectURL:  app + "callback",
		Scopes:       []string{oidc.ScopeOpenID, "profile", "email", oidc.ScopeOfflineAccess},
	}
	verifier := oauth2.GenerateVerifier()
	person := newPerson()
	back := person.logIn(config.AuthCodeURL("the-state", oidc.Nonce("the-nonce"), oauth2.S256ChallengeOption(verifier)))
	if back.Query().Get("state") != "the-state" || back.Query().Get("iss") != os.Getenv("ISSUER") {
		log.Fatal("state or iss: ", back)
	}
	token, err := config.Exchange(ctx, back.Query().Get("code"), oauth2.VerifierOption(verifier))
	check(err)
	raw, _ := token.Extra("id_token").(string)
	idToken, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(ctx, raw)
	check(err)
	check(idToken.VerifyAccessToken(token.AccessToken))
	if idToken.Nonce != "the-nonce" {
		log.Fatal("nonce: ", idToken.Nonce)
	}
	info, err := provider.UserInfo(ctx, config.TokenSource(ctx, token))
	check(err)
	if info.Subject != idToken.Subject || !info.EmailVerified {
		log.Fatal("userinfo: ", info)
	}
	// As if its time were over: the library renews it by itself.
	token.Expiry = time.Now().Add(-time.Hour)
	renewed, err := config.TokenSource(ctx, token).Token()
	check(err)
	if renewed.AccessToken == token.AccessToken || renewed.RefreshToken == token.RefreshToken {
		log.Fatal("nothing was renewed")
	}
	fmt.Println("go-oidc: logged in as", info.Email)
}
