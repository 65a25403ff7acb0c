// A program on a PC with AppAuth-JS: it opens a browser and hears its answer on a port of its own.
import appauth from "@openid/appauth";
import node from "@openid/appauth/built/node_support/index.js";
import { NodeRequestor } from "@openid/appauth/built/node_support/node_requestor.js";

const { ISSUER, CLIENT_ID, PORT } = process.env;
const redirect = `http://127.0.0.1:${PORT}/back`;
const requestor = new NodeRequestor();
const at = await appauth.AuthorizationServiceConfiguration.fetchFromIssuer(ISSUER, requestor);
const notifier = new appauth.AuthorizationNotifier();
const browser = new node.NodeBasedHandler(Number(PORT));
browser.setAuthorizationNotifier(notifier);
const answered = new Promise((resolve, reject) => notifier.setAuthorizationListener(
  (request, response, error) => error ? reject(error) : resolve([request, response])));
browser.performAuthorizationRequest(at, new appauth.AuthorizationRequest({
  client_id: CLIENT_ID,
  redirect_uri: redirect,
  scope: "openid profile email offline_access",
  response_type: appauth.AuthorizationRequest.RESPONSE_TYPE_CODE,
}, new node.NodeCrypto()));
const [request, response] = await answered;

const tokens = new appauth.BaseTokenRequestHandler(requestor);
const first = await tokens.performTokenRequest(at, new appauth.TokenRequest({
  client_id: CLIENT_ID,
  redirect_uri: redirect,
  grant_type: appauth.GRANT_TYPE_AUTHORIZATION_CODE,
  code: response.code,
  extras: { code_verifier: request.internal.code_verifier },
}));
const second = await tokens.performTokenRequest(at, new appauth.TokenRequest({
  client_id: CLIENT_ID,
  redirect_uri: redirect,
  grant_type: appauth.GRANT_TYPE_REFRESH_TOKEN,
  refresh_token: first.refreshToken,
}));
const who = await requestor.xhr({
  url: at.userInfoEndpoint,
  method: "GET",
  dataType: "json",
  headers: { authorization: `Bearer ${second.accessToken}` },
});
await tokens.performRevokeTokenRequest(at, new appauth.RevokeTokenRequest({
  client_id: CLIENT_ID,
  token: second.refreshToken,
}));
console.log(JSON.stringify({ who, renewed: second.refreshToken !== first.refreshToken }));
