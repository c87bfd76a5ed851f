//! Just enough HTTP/1.1 to tell one request from the next on a connection.

/// One request and its answer, as counted on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// `PATCH`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Where the body begins in the whole upload (tus).
    pub upload_offset: Option<u64>,
    /// What the request says its body's length is.
    pub content_length: u64,
    /// Body bytes that went on to the server.
    pub sent_bytes: u64,
    /// Bytes of the answer, header and body, that went back.
    pub answer_bytes: u64,
    /// The status of the answer, once there is one.
    pub status: Option<u16>,
}

/// A piece of what a browser sends.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// A whole request header, and its bytes as they came.
    Head(Exchange, Vec<u8>),
    /// Some of the body of the request before.
    Body(Vec<u8>),
}

/// Cuts the bytes of one connection into pieces.
#[derive(Debug, Default)]
pub struct RequestReader {
    head: Vec<u8>,
    body_left: u64,
}

impl RequestReader {
    /// The pieces that are whole with these further bytes.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while !bytes.is_empty() {
            if self.body_left > 0 {
                let here = usize::try_from(self.body_left)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len());
                pieces.push(Piece::Body(bytes[..here].to_vec()));
                self.body_left -= here as u64;
                bytes = &bytes[here..];
                continue;
            }
            self.head.push(bytes[0]);
            bytes = &bytes[1..];
            if self.head.ends_with(b"\r\n\r\n") {
                let head = std::mem::take(&mut self.head);
                let exchange = parse(&String::from_utf8_lossy(&head));
                self.body_left = exchange.content_length;
                pieces.push(Piece::Head(exchange, head));
            }
        }
        pieces
    }
}

/// The status of an answer that begins with these bytes.
pub fn status_of(bytes: &[u8]) -> Option<u16> {
    let line = bytes.strip_prefix(b"HTTP/1.1 ")?;
    std::str::from_utf8(line.get(..3)?).ok()?.parse().ok()
}

fn parse(head: &str) -> Exchange {
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (method, path) = (word(), word());
    let number = |name: &str| {
        let mut headers = head
            .split("\r\n")
            .skip(1)
            .filter_map(|line| line.split_once(':'));
        let (_, value) = headers.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        value.trim().parse::<u64>().ok()
    };
    Exchange {
        method,
        path,
        upload_offset: number("upload-offset"),
        content_length: number("content-length").unwrap_or(0),
        sent_bytes: 0,
        answer_bytes: 0,
        status: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "PATCH /up/1 HTTP/1.1\r\nHost: a\r\nupload-offset: 64\r\nContent-Length: 5\r\n\r\n\
                       helloGET /x?y HTTP/1.1\r\nHost: a\r\n\r\n";

    fn told(pieces: Vec<Piece>) -> Vec<String> {
        let tell = |piece| match piece {
            Piece::Head(one, _) => format!("{} {} {:?}", one.method, one.path, one.upload_offset),
            Piece::Body(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        };
        pieces.into_iter().map(tell).collect()
    }

    #[test]
    fn requests_are_told_apart_however_the_bytes_come() {
        let whole = told(RequestReader::default().feed(TWO.as_bytes()));
        assert_eq!(whole, ["PATCH /up/1 Some(64)", "hello", "GET /x?y None"]);
        let mut reader = RequestReader::default();
        let single: Vec<Piece> = TWO.bytes().flat_map(|byte| reader.feed(&[byte])).collect();
        assert_eq!(told(single).concat(), whole.concat());
    }

    #[test]
    fn nothing_of_a_request_gets_lost_on_the_way() {
        let bytes = |piece| match piece {
            Piece::Head(_, bytes) | Piece::Body(bytes) => bytes,
        };
        let pieces = RequestReader::default().feed(TWO.as_bytes());
        let carried: Vec<u8> = pieces.into_iter().flat_map(bytes).collect();
        assert_eq!(carried, TWO.as_bytes());
    }

    #[test]
    fn an_answer_tells_its_status() {
        assert_eq!(status_of(b"HTTP/1.1 204 No Content\r\n"), Some(204));
        assert_eq!(status_of(b"middle of a body"), None);
        assert_eq!(status_of(b"HTTP/1.1 2"), None);
    }
}
