// Package web is what the small apps have in common: one page, and who is logged in.
package web

import (
	"crypto/rand"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"sync"
)

const cookie = "session"

// Sessions keeps what an app knows of each browser.
type Sessions[T any] struct{ known sync.Map }

// Of is the browser's session, if it has one.
func (s *Sessions[T]) Of(r *http.Request) (T, bool) {
	var none T
	found, err := r.Cookie(cookie)
	if err != nil {
		return none, false
	}
	value, is := s.known.Load(found.Value)
	if !is {
		return none, false
	}
	return value.(T), true
}

// Begin gives the browser a session.
func (s *Sessions[T]) Begin(w http.ResponseWriter, value T) {
	name := rand.Text()
	s.known.Store(name, value)
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: name, Path: "/", HttpOnly: true})
}

// End forgets it.
func (s *Sessions[T]) End(r *http.Request) {
	if found, err := r.Cookie(cookie); err == nil {
		s.known.Delete(found.Value)
	}
}

// Show answers with JSON.
func Show(w http.ResponseWriter, value any) {
	w.Header().Set("content-type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}

// Fail answers that something went wrong, if it did.
func Fail(w http.ResponseWriter, err error) bool {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
	return err != nil
}

// Serve never returns.
func Serve() {
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
