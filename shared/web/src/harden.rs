//! Round every function: draws the reference number, writes the error pages, and puts on the
//! headers that every answer carries.

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use kobling_pages::{Notice, NoticePage, Page, Way, WayKind};
use kobling_shared::{app::App, function::Front};
use tracing::Instrument;

use super::{
    cookies::{LANGUAGE, set_cookie},
    problem::{Problem, Untold},
    response::{FormTargets, page},
    stop::{Stop, StopPage, Unwritten},
    visit::{Reference, Visit},
};

/// The front of functions that people come to: their errors are pages in the person's language.
pub const PAGES: Front = Front {
    unrouted: |router| router.fallback(not_found),
    around: |router, app| harden(router, app, Voice::Pages),
};

/// The front of functions that programs call: their errors are problem details (RFC 9457).
pub const PROBLEMS: Front = Front {
    unrouted: |router| router.fallback(not_found),
    around: |router, app| harden(router, app, Voice::Problems),
};

/// Whom a function's errors speak to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Voice {
    /// People: pages in their language.
    Pages,
    /// Programs: problem details (RFC 9457).
    Problems,
}

/// Puts limits, error pages and headers round a function's routes.
fn harden(router: Router<App>, app: &App, voice: Voice) -> Router {
    router
        .method_not_allowed_fallback(|| async {
            Stop::notice(StatusCode::METHOD_NOT_ALLOWED, Notice::MethodNotAllowed)
        })
        .layer(middleware::from_fn_with_state((app.clone(), voice), around))
        .with_state(app.clone())
}

/// What is on no route: a page for a browser, a problem for a program.
pub async fn not_found(request: Request) -> Response {
    let path = request.uri().path();
    let is_for_programs = path == "/api" || path.starts_with("/api/");
    let wants_page = request
        .headers()
        .get_all(header::ACCEPT)
        .iter()
        .any(|accepted| {
            accepted
                .to_str()
                .is_ok_and(|text| text.contains("text/html"))
        });
    if wants_page && !is_for_programs {
        Stop::notice(StatusCode::NOT_FOUND, Notice::NotFound).into_response()
    } else {
        Problem::not_found().into_response()
    }
}

async fn around(
    State((app, voice)): State<(App, Voice)>,
    mut request: Request,
    next: Next,
) -> Response {
    let reference = Reference::draw(app.random());
    request.extensions_mut().insert(reference.clone());
    // What a page of ours needs to know about the request, kept before a handler takes it.
    let outline = outline(&request, &app, &reference);
    let may_choose = request
        .uri()
        .query()
        .is_some_and(|query| query.contains("lang"));
    let span = tracing::info_span!("request", reference = %reference.0);
    let (method, path) = (request.method().clone(), route(&request));
    let begun = app.clock().now_milliseconds();
    let mut response = next.run(request).instrument(span.clone()).await;
    let milliseconds = app.clock().now_milliseconds() - begun;
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(%method, path, status, milliseconds, "answered"));
    let unwritten = response.extensions_mut().remove::<Unwritten>();
    let untold = response.extensions_mut().remove::<Untold>();
    // What the request was is read once more only where a page or a choice of language needs it.
    let visit = match voice {
        Voice::Pages if unwritten.is_some() || may_choose => Some(outline.await),
        _ => None,
    };
    if let Some(Unwritten(stop)) = unwritten {
        let headers = response.headers().clone();
        response = match &visit {
            Some(visit) => write(visit, stop),
            None => Problem::of_status(stop.status).answer(&reference.0),
        };
        if let Some(allow) = headers.get(header::ALLOW) {
            response.headers_mut().insert(header::ALLOW, allow.clone());
        }
    }
    let is_for_program = untold.is_some();
    if let Some(Untold(problem)) = untold {
        response = problem.answer(&reference.0);
    }
    // What anyone may keep must not carry somebody's choice, and a program has none.
    let is_kept = response.headers().contains_key(header::CACHE_CONTROL);
    if let Some(language) = visit.as_ref().and_then(Visit::chosen_language)
        && !is_kept
        && !is_for_program
        && let Some(cookie) = set_cookie(LANGUAGE, language.code(), Some(365 * 24 * 3600))
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    protect(&app, &mut response);
    response
}

/// The route that a request met, as it was declared: what a visitor put in its place may be
/// anything and does not belong in a log.
fn route(request: &Request) -> String {
    request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned())
}

/// The visit without its body.
fn outline(
    request: &Request,
    app: &App,
    reference: &Reference,
) -> impl Future<Output = Visit> + use<> {
    let mut copy = Request::new(axum::body::Body::empty());
    *copy.method_mut() = http::Method::GET;
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy.extensions_mut().insert(reference.clone());
    let fallback = Visit {
        app: app.clone(),
        reference: reference.0.clone(),
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        query: Vec::new(),
        form: Vec::new(),
        cookies: super::Cookies::default(),
        accept_language: None,
        from: String::new(),
        device: String::new(),
        is_cross_site: false,
    };
    let method = request.method().clone();
    let app = app.clone();
    async move {
        use axum::extract::FromRequest;
        let mut visit = Visit::from_request(copy, &app).await.unwrap_or(fallback);
        visit.method = method;
        visit
    }
}

/// Writes an error page: what happened, what now, one button, the reference number.
fn write(visit: &Visit, stop: StopPage) -> Response {
    let tenant = stop.tenant.as_deref();
    let language = visit.language(&stop.ui_locales, tenant);
    let brand = tenant.map(super::visit::brand);
    let start = || {
        let tenant = tenant.filter(|_| !stop.is_end)?;
        Some(Way {
            href: format!("/t/{}", tenant.id),
            kind: WayKind::StartAgain,
        })
    };
    // A fault of ours: the same page again, which leads to wherever the login is by then.
    let again = || {
        matches!(stop.notice, Notice::Busy | Notice::Internal).then(|| Way {
            href: visit.here(),
            kind: WayKind::TryAgain,
        })
    };
    // Nobody's page, and nowhere to go on: the employer is chosen anew.
    let front_door = || {
        let is_lost = matches!(
            stop.notice,
            Notice::RequestGone
                | Notice::NoCookies
                | Notice::NotFound
                | Notice::MethodNotAllowed
                | Notice::TenantUnknown
                | Notice::BadForm
        );
        is_lost.then(|| Way {
            href: "/".to_owned(),
            kind: WayKind::ToStart,
        })
    };
    let mut who = stop.who;
    let mut somebody_else = || {
        let href = std::mem::take(&mut who.as_mut()?.other);
        Some(Way {
            href,
            kind: WayKind::SomeoneElse,
        })
    };
    let way = stop.way.or_else(&mut somebody_else);
    let way = way.or_else(start).or_else(again).or_else(front_door);
    let mut chrome = visit.chrome(language, brand.as_ref());
    chrome.who = who;
    chrome.reference = Some(visit.reference.clone());
    // A button that posts to an app needs leave to.
    let targets = [&way, &stop.aside]
        .into_iter()
        .flatten()
        .filter(|way| matches!(&way.kind, WayKind::BackToApp { posts, .. } if !posts.is_empty()))
        .filter_map(|way| url::Url::parse(&way.href).ok())
        .map(|url| url.origin().ascii_serialization())
        .collect();
    let html = NoticePage {
        notice: stop.notice,
        way,
        aside: stop.aside,
    }
    .render(&chrome);
    page(stop.status, html, targets)
}

/// Where forms may lead beyond Kobling. An app or an eID may send the browser on to another origin,
/// as brokers do, and browsers hold each redirect after a form to the policy. Nobody here knows
/// where to, so where a form leaves at all, any address by https will do.
fn leads_to(targets: &[String], is_on_this_machine: bool) -> String {
    if targets.is_empty() {
        return String::new();
    }
    let mut sources = vec!["https:"];
    if is_on_this_machine {
        sources.push("http:");
    }
    // A native app on this machine, or its own scheme.
    let others = targets.iter().map(String::as_str);
    sources.extend(others.filter(|target| {
        let is_covered =
            target.starts_with("https:") || (is_on_this_machine && target.starts_with("http:"));
        !is_covered
    }));
    sources
        .iter()
        .fold(String::new(), |list, source| list + " " + source)
}

fn protect(app: &App, response: &mut Response) {
    // On somebody's own machine it would bind every other program under `localhost` too.
    let is_secure = app.issuer().starts_with("https://") && !app.config().is_on_this_machine();
    let targets = response.extensions_mut().remove::<FormTargets>();
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    put(header::CACHE_CONTROL, "no-store");
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "same-origin");
    put(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    put(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=()",
    );
    if is_secure {
        put(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=63072000; includeSubDomains",
        );
    }
    if let Some(FormTargets(targets)) = targets {
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'{}",
            leads_to(&targets, app.config().is_on_this_machine())
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    } else {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static(
                "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
            ));
    }
}

#[cfg(test)]
mod tests {
    use super::leads_to;

    #[test]
    fn forms_that_leave_may_be_sent_on_and_others_stay() {
        let to = |targets: &[&str], is_here| {
            let targets: Vec<String> = targets.iter().map(|t| (*t).to_owned()).collect();
            leads_to(&targets, is_here)
        };
        assert_eq!(to(&[], false), "");
        assert_eq!(to(&["https://app.example.com"], false), " https:");
        let native = ["http://127.0.0.1:4711", "com.example.app:"];
        assert_eq!(
            to(&native, false),
            " https: http://127.0.0.1:4711 com.example.app:"
        );
        assert_eq!(to(&["http://hrm.localhost:8000"], true), " https: http:");
    }
}
