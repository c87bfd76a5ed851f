//! Public P-256 keys as JWK (RFC 7517) and their names (RFC 7638).

use domain::wire::Jwk;

/// A key that is not a P-256 point in JWK form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public P-256 key")]
pub struct NotAKey;

/// A JWK of the two coordinates, named by its thumbprint.
pub fn from_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Jwk {
    let bare = bare(x, y);
    Jwk {
        kid: Some(thumbprint(&bare)),
        ..bare
    }
}

/// A JWK of the two coordinates, without a name yet.
pub fn bare(x: &[u8; 32], y: &[u8; 32]) -> Jwk {
    Jwk {
        kty: "EC".to_owned(),
        crv: "P-256".to_owned(),
        x: crate::base64url::encode(x),
        y: crate::base64url::encode(y),
        kid: None,
    }
}

/// The coordinates of a JWK. Whether they lie on the curve is for the verifier to say.
///
/// # Errors
/// Another kind of key, or coordinates that are not 32 bytes.
pub fn coordinates(key: &Jwk) -> Result<([u8; 32], [u8; 32]), NotAKey> {
    if key.kty != "EC" || key.crv != "P-256" {
        return Err(NotAKey);
    }
    let coordinate = |text: &str| -> Result<[u8; 32], NotAKey> {
        crate::base64url::decode(text)
            .ok_or(NotAKey)?
            .try_into()
            .map_err(|_| NotAKey)
    };
    Ok((coordinate(&key.x)?, coordinate(&key.y)?))
}

/// The RFC 7638 thumbprint: base64url of the SHA-256 of [`hash_input`].
pub fn thumbprint(key: &Jwk) -> String {
    crate::base64url::encode(&crate::sha256(hash_input(key).as_bytes()).0)
}

/// What a thumbprint is the hash of: the required members in lexical order. The phone hashes it by
/// WebCrypto.
pub fn hash_input(key: &Jwk) -> String {
    format!(
        r#"{{"crv":"{}","kty":"{}","x":"{}","y":"{}"}}"#,
        key.crv, key.kty, key.x, key.y
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_go_both_ways() {
        let key = from_coordinates(&[7; 32], &[9; 32]);
        assert_eq!(coordinates(&key), Ok(([7; 32], [9; 32])));
        assert_eq!(key.kid.as_deref().map(str::len), Some(43));
    }

    #[test]
    fn other_keys_are_refused() {
        let key = from_coordinates(&[7; 32], &[9; 32]);
        for bad in [
            Jwk {
                kty: "RSA".to_owned(),
                ..key.clone()
            },
            Jwk {
                crv: "P-384".to_owned(),
                ..key.clone()
            },
            Jwk {
                x: "AAAA".to_owned(),
                ..key.clone()
            },
            Jwk {
                y: String::new(),
                ..key
            },
        ] {
            assert_eq!(coordinates(&bad), Err(NotAKey));
        }
    }
}
