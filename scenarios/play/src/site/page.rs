//! The pages of a site, and the answers that carry them.

use rustix::rand::{GetRandomFlags, getrandom};

/// The page of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    /// The host, in lower case.
    pub(super) host: String,
    /// When it is sent, compared with the others, in milliseconds.
    pub(super) delay_ms: u32,
    /// A word of this page alone, drawn for this session: one of an earlier session never matches.
    pub(super) token: String,
    /// The document, to the byte.
    pub(super) text: String,
}

impl Page {
    pub(super) fn draw(host: &str, delay_ms: u32) -> rustix::io::Result<Self> {
        let mut random = [0_u8; 16];
        getrandom(&mut random, GetRandomFlags::empty())?;
        let token = format!("{:032x}", u128::from_ne_bytes(random));
        Ok(Self {
            host: host.to_owned(),
            delay_ms,
            text: document(host, &token),
            token,
        })
    }
}

/// ASCII, so that no charset is guessed wrongly; several lines, so that what is saved as the `repr` of
/// the bytes is not the page; written as parsers write it out again, but for white space.
fn document(host: &str, token: &str) -> String {
    format!(
        "<!DOCTYPE html>\n\
         <html lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\"/>\n\
         <title>{host} {token}</title>\n\
         </head>\n\
         <body>\n\
         <h1>Welcome to {host}</h1>\n\
         <p>This page was made for one session only: {token}</p>\n\
         </body>\n\
         </html>\n"
    )
}

/// What is sent besides pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    BadRequest,
    NotFound,
    MethodNotAllowed,
    UriTooLong,
    HeaderTooLarge,
    Overloaded,
}

impl Status {
    fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed\r\nAllow: GET, HEAD",
            Self::UriTooLong => "414 URI Too Long",
            Self::HeaderTooLarge => "431 Request Header Fields Too Large",
            Self::Overloaded => "503 Service Unavailable",
        }
    }
}

/// The interim answer to a client that asks before it sends a body.
pub(super) const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// An answer as it is sent.
pub(super) fn answer(status: Status, page: Option<&Page>, with_body: bool, keep_alive: bool) -> Vec<u8> {
    let failed;
    let body = if let Some(page) = page {
        page.text.as_str()
    } else {
        let line = status.line().lines().next().unwrap_or_default();
        failed = format!("<!DOCTYPE html>\n<title>{line}</title>\n<h1>{line}</h1>\n");
        &failed
    };
    let mut answer = format!(
        "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: {}\r\n\r\n",
        status.line(),
        body.len(),
        if keep_alive { "keep-alive" } else { "close" },
    );
    if with_body {
        answer.push_str(body);
    }
    answer.into_bytes()
}
