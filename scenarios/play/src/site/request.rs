//! What a client asks for: the head of an HTTP request, read strictly.

use super::page::Status;
use httparse::Header;
use std::borrow::Cow;

/// Most bytes of a head.
const HEAD: usize = 16 * 1024;
/// Most bytes of a URL.
const URL: usize = 2000;
/// Most header fields.
const FIELDS: usize = 100;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    /// The whole URL: scheme, host as asked for, path.
    pub(super) url: String,
    /// The host, in lower case and without a port.
    pub(super) host: String,
    pub(super) method: Method,
    /// Whether another request may follow on the same connection. Not after one with a body: bodies
    /// are of no use here and are not read.
    pub(super) keep_alive: bool,
    /// Whether the client waits to be told before it sends a body.
    pub(super) expects_continue: bool,
}

/// What is to be done with what a URL stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Other,
}

/// Where a request has come in.
#[derive(Debug, Clone)]
pub(super) struct Origin<'a> {
    /// `https` or `http`.
    pub(super) scheme: &'static str,
    /// The port that the scheme's URLs mean when they name none.
    pub(super) port: u16,
    /// The host of a request that names none (HTTP/1.0).
    pub(super) host: Cow<'a, str>,
}

/// Reads the first request of `bytes`: with its length if it is whole, nothing if more must come.
pub(super) fn parse(bytes: &[u8], origin: &Origin<'_>) -> Result<Option<(Request, usize)>, Status> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut head = httparse::Request::new(&mut fields);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) if length <= HEAD => length,
        Ok(httparse::Status::Partial) if bytes.len() <= HEAD => return Ok(None),
        Ok(_) | Err(httparse::Error::TooManyHeaders) => return Err(Status::HeaderTooLarge),
        Err(_) => return Err(Status::BadRequest),
    };
    let (Some(method), Some(target), Some(minor)) = (head.method, head.path, head.version) else {
        return Err(Status::BadRequest);
    };
    let fields = Fields(head.headers);
    let (url, host) = place(target, fields.host(minor)?, origin)?;
    let has_body =
        fields.all("transfer-encoding").next().is_some() || fields.all("content-length").any(|length| length != "0");
    let persistent = if minor == 0 {
        fields.lists("connection", "keep-alive")
    } else {
        !fields.lists("connection", "close")
    };
    let request = Request {
        url,
        host,
        method: match method {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            _ => Method::Other,
        },
        keep_alive: persistent && !has_body,
        expects_continue: minor > 0 && fields.lists("expect", "100-continue"),
    };
    Ok(Some((request, length)))
}

/// The whole URL and the host of a request's target, which is a path, or, as to a proxy, a URL.
fn place(target: &str, named: Option<&str>, origin: &Origin<'_>) -> Result<(String, String), Status> {
    let (scheme, authority, path) = if target.starts_with('/') {
        (origin.scheme, named.unwrap_or(&origin.host), target)
    } else {
        let (scheme, rest) = if let Some(rest) = target.strip_prefix("http://") {
            ("http", rest)
        } else if let Some(rest) = target.strip_prefix("https://") {
            ("https", rest)
        } else {
            return Err(Status::BadRequest);
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        (scheme, authority, if path.is_empty() { "/" } else { path })
    };
    let authority = authority.to_ascii_lowercase();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        _ => (authority.as_str(), ""),
    };
    let url = if port.is_empty() || port.parse() == Ok(origin.port) {
        format!("{scheme}://{host}{path}")
    } else {
        format!("{scheme}://{authority}{path}")
    };
    if url.len() > URL {
        return Err(Status::UriTooLong);
    }
    Ok((url, host.trim_end_matches('.').to_owned()))
}

struct Fields<'a>(&'a [Header<'a>]);

impl<'a> Fields<'a> {
    /// The values of all fields of this name that are text.
    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |field| field.name.eq_ignore_ascii_case(name));
        named.filter_map(|field| std::str::from_utf8(field.value).ok().map(str::trim))
    }

    /// Whether a field that is a list has this word in it.
    fn lists(&self, name: &str, word: &str) -> bool {
        self.all(name)
            .flat_map(|value| value.split(','))
            .any(|item| item.trim().eq_ignore_ascii_case(word))
    }

    /// The one `Host`, which HTTP/1.1 asks for.
    fn host(&self, minor: u8) -> Result<Option<&'a str>, Status> {
        let mut hosts = self.all("host");
        let acceptable = |host: &&str| {
            host.bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"/?#@".contains(&byte))
        };
        match (hosts.next(), hosts.next()) {
            (Some(host), None) if acceptable(&host) => Ok(Some(host)),
            (None, _) if minor == 0 => Ok(None),
            _ => Err(Status::BadRequest),
        }
    }
}
