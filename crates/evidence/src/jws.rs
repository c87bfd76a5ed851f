//! The flattened JWS (RFC 7515, 7.2.2) with ES256 (RFC 7518, 3.4): made in two halves, so that the
//! signing itself may be asynchronous and elsewhere.

use domain::hash::Sha256;
use domain::json::from_json;
use domain::wire::Jws;
use serde::{Deserialize, Serialize};

/// The protected header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Always `ES256`.
    pub alg: String,
    /// The signing key's thumbprint.
    pub kid: String,
    /// What the payload is.
    pub typ: String,
}

/// `typ` of a sealed version.
pub const TYP_VERSION: &str = "xuntian-version+jws";
/// `typ` of a receipt.
pub const TYP_RECEIPT: &str = "xuntian-receipt+jws";
/// `typ` of a token claim.
pub const TYP_TOKEN: &str = "xuntian-token+jws";

/// A JWS that still wants its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    payload: String,
    protected: String,
}

impl Unsigned {
    /// Prepares a JWS of `payload`, to be signed by the key named `kid`.
    pub fn new(typ: &str, kid: &str, payload: &[u8]) -> Self {
        let header = Header {
            alg: "ES256".to_owned(),
            kid: kid.to_owned(),
            typ: typ.to_owned(),
        };
        let Ok(header) = serde_json::to_vec(&header) else {
            unreachable!("three texts are always JSON");
        };
        Self {
            payload: crate::base64url::encode(payload),
            protected: crate::base64url::encode(&header),
        }
    }

    /// The bytes to sign.
    pub fn signing_input(&self) -> Vec<u8> {
        format!("{}.{}", self.protected, self.payload).into_bytes()
    }

    /// Puts the raw r||s signature on.
    pub fn with_signature(self, signature: &[u8; 64]) -> Jws {
        Jws {
            payload: self.payload,
            protected: self.protected,
            signature: crate::base64url::encode(signature),
        }
    }
}

/// Text that is no JWS of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a flattened ES256 JWS")]
pub struct NotAJws;

/// A JWS taken apart. Its signature is not verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The protected header.
    pub header: Header,
    /// The payload's bytes.
    pub payload: Vec<u8>,
    /// The bytes that were signed.
    pub signing_input: Vec<u8>,
    /// Raw r||s.
    pub signature: [u8; 64],
}

impl Parsed {
    /// The payload's hash: the identity of the sealed version.
    pub fn payload_sha256(&self) -> Sha256 {
        crate::sha256(&self.payload)
    }
}

/// Takes a JWS apart.
///
/// # Errors
/// Another algorithm, another `typ`, text that is not base64url, a signature that is not 64 bytes.
pub fn parse(jws: &Jws, typ: &str) -> Result<Parsed, NotAJws> {
    let decode = |text: &str| crate::base64url::decode(text).ok_or(NotAJws);
    let header: Header = from_json(&decode(&jws.protected)?).map_err(|_| NotAJws)?;
    if header.alg != "ES256" || header.typ != typ {
        return Err(NotAJws);
    }
    Ok(Parsed {
        header,
        payload: decode(&jws.payload)?,
        signing_input: format!("{}.{}", jws.protected, jws.payload).into_bytes(),
        signature: decode(&jws.signature)?.try_into().map_err(|_| NotAJws)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jws() -> Jws {
        Unsigned::new(TYP_VERSION, "k1", b"{\"a\":1}").with_signature(&[5; 64])
    }

    #[test]
    fn what_is_put_together_comes_apart_again() {
        let parsed = parse(&jws(), TYP_VERSION).unwrap();
        assert_eq!(parsed.payload, b"{\"a\":1}");
        assert_eq!(parsed.header.kid, "k1");
        assert_eq!(parsed.signature, [5; 64]);
        assert_eq!(parsed.payload_sha256(), crate::sha256(b"{\"a\":1}"));
    }

    #[test]
    fn anything_else_is_no_jws() {
        let header = |json: &str| crate::base64url::encode(json.as_bytes());
        for bad in [
            Jws {
                protected: header(r#"{"alg":"none","kid":"k1","typ":"xuntian-version+jws"}"#),
                ..jws()
            },
            Jws {
                protected: header(r#"{"alg":"ES256","typ":"xuntian-version+jws"}"#),
                ..jws()
            },
            Jws {
                protected: header("[]"),
                ..jws()
            },
            Jws {
                protected: "%".to_owned(),
                ..jws()
            },
            Jws {
                payload: "a".to_owned(),
                ..jws()
            },
            Jws {
                signature: crate::base64url::encode(&[5; 63]),
                ..jws()
            },
        ] {
            assert_eq!(parse(&bad, TYP_VERSION), Err(NotAJws), "{bad:?}");
        }
        assert_eq!(parse(&jws(), TYP_RECEIPT), Err(NotAJws));
    }
}
