//! JSON read by code that is compiled once, for the phone: a person waits for every kilobyte of it.
//!
//! `serde_json` reads text straight into a type. That is quick, and it is compiled anew for every
//! type, with every way in which a value could be written. Here the text becomes a [`Tree`] first,
//! by the same code for all types, and a struct is read as the list of its members in the order of
//! its fields, so that what remains for each type is that list. `serde_json`'s own value would bring a
//! sorted map for objects of a few members.
//!
//! It differs from `serde_json`: of a field that is there twice the last one counts, a struct is an
//! object, never an array, an enum is a text, and an error does not say where it is.
//!
//! Long because each way of reading a value is tested against what `serde_json` makes of it.

use serde::Deserialize;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};

/// Text that is not the JSON of the type that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the JSON of a {0}")]
pub struct Unreadable(&'static str);

/// Reads a value from JSON text.
///
/// # Errors
/// [`Unreadable`].
pub fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unreadable> {
    parse(text)
        .and_then(T::deserialize)
        .map_err(|Misfit| Unreadable(std::any::type_name::<T>()))
}

fn parse(text: &[u8]) -> Result<Tree, Misfit> {
    serde_json::from_slice(text).map_err(|_| Misfit)
}

/// A value that is not what the type wants.
#[derive(Debug, thiserror::Error)]
#[error("another value was expected")]
struct Misfit;

impl serde::de::Error for Misfit {
    // Without the message none of the code that would write it is in the app.
    fn custom<T: std::fmt::Display>(_message: T) -> Self {
        Self
    }
}

/// JSON that was read and has no type yet.
enum Tree {
    Null,
    Bool(bool),
    Unsigned(u64),
    /// Below zero.
    Signed(i64),
    Float(f64),
    Text(String),
    Items(Vec<Tree>),
    /// In the order of the text.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn text(self) -> Result<String, Misfit> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(Misfit),
        }
    }

    fn unsigned(self) -> Result<u64, Misfit> {
        match self {
            Self::Unsigned(number) => Ok(number),
            _ => Err(Misfit),
        }
    }

    fn signed(self) -> Result<i64, Misfit> {
        match self {
            Self::Unsigned(number) => i64::try_from(number).map_err(|_| Misfit),
            Self::Signed(number) => Ok(number),
            _ => Err(Misfit),
        }
    }

    fn float(self) -> Result<f64, Misfit> {
        match self {
            Self::Unsigned(number) => Ok(number as f64),
            Self::Signed(number) => Ok(number as f64),
            Self::Float(number) => Ok(number),
            _ => Err(Misfit),
        }
    }

    fn items(self) -> Result<std::vec::IntoIter<Self>, Misfit> {
        match self {
            Self::Items(items) => Ok(items.into_iter()),
            _ => Err(Misfit),
        }
    }

    fn members(self, fields: &'static [&'static str]) -> Result<Members, Misfit> {
        match self {
            Self::Object(object) => Ok(Members {
                object,
                fields: fields.iter(),
            }),
            _ => Err(Misfit),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TreeVisitor)
    }
}

/// Takes whatever JSON has.
struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(is))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Unsigned(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Signed(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Tree::Items(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = from.next_entry()? {
            object.push(member);
        }
        Ok(Tree::Object(object))
    }
}

impl<'de> IntoDeserializer<'de, Misfit> for Tree {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// One method for each of serde's kinds of number.
macro_rules! numbers {
    ($($method:ident $visit:ident $read:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            visitor.$visit(self.$read()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(is) => visitor.visit_bool(is),
            Self::Unsigned(number) => visitor.visit_u64(number),
            Self::Signed(number) => visitor.visit_i64(number),
            Self::Float(number) => visitor.visit_f64(number),
            Self::Text(text) => visitor.visit_string(text),
            Self::Items(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Self::Object(object) => visitor.visit_map(MapDeserializer::new(object.into_iter())),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Bool(is) => visitor.visit_bool(is),
            _ => Err(Misfit),
        }
    }

    numbers! {
        deserialize_u8 visit_u64 unsigned;
        deserialize_u16 visit_u64 unsigned;
        deserialize_u32 visit_u64 unsigned;
        deserialize_u64 visit_u64 unsigned;
        deserialize_i8 visit_i64 signed;
        deserialize_i16 visit_i64 signed;
        deserialize_i32 visit_i64 signed;
        deserialize_i64 visit_i64 signed;
        deserialize_f32 visit_f64 float;
        deserialize_f64 visit_f64 float;
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_seq(SeqDeserializer::new(self.items()?))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_seq(self.members(fields)?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_enum(self.text()?.into_deserializer())
    }

    serde::forward_to_deserialize_any! {
        char bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

/// The members of an object in the order of a struct's fields.
struct Members {
    object: Vec<(String, Tree)>,
    fields: std::slice::Iter<'static, &'static str>,
}

impl Members {
    /// The next field's value; `null` and `false` where the object has no such member.
    fn next(&mut self) -> Option<(Tree, bool)> {
        let field = *self.fields.next()?;
        let member = self.object.iter_mut().rfind(|(name, _)| name == field);
        let is_there = member.is_some();
        let value = member.map_or(Tree::Null, |(_, value)| {
            std::mem::replace(value, Tree::Null)
        });
        Some((value, is_there))
    }
}

impl<'de> SeqAccess<'de> for Members {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        let next = self.next();
        next.map(|(value, _)| seed.deserialize(value)).transpose()
    }

    /// A member that is not there: an `Option` reads `null` as `None`; to anything else the list says
    /// that it has ended, and serde takes the field's default or refuses.
    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, Misfit> {
        let Some((value, is_there)) = self.next() else {
            return Ok(None);
        };
        match T::deserialize(value) {
            Err(Misfit) if !is_there => Ok(None),
            read => read.map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value};

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    struct All {
        unsigned: u64,
        signed: i64,
        small: u8,
        float: f64,
        is: bool,
        text: String,
        maybe: Option<i64>,
        list: Vec<Option<bool>>,
        #[serde(rename = "type")]
        kind: Kind,
        #[serde(default)]
        with_default: u32,
        map: BTreeMap<String, Kind>,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        #[default]
        One,
        Other,
    }

    const ALL: &str = r#"{
        "unsigned": 18446744073709551615, "signed": -9223372036854775808, "small": 255,
        "float": 102.543718, "is": true, "text": "\u5de1\u7530", "maybe": 0, "list": [true, null],
        "type": "other", "with_default": 7, "unknown": {"a": [1]},
        "map": {"a": "other", "b": "one"}
    }"#;

    /// The text with a member replaced, or taken away.
    fn with(name: &str, value: Option<&str>) -> String {
        let mut object: Map<String, Value> = serde_json::from_str(ALL).unwrap();
        match value {
            Some(value) => object.insert(name.to_owned(), serde_json::from_str(value).unwrap()),
            None => object.remove(name),
        };
        Value::Object(object).to_string()
    }

    fn read(text: &str) -> Result<All, Unreadable> {
        from_json(text.as_bytes())
    }

    #[test]
    fn what_it_reads_is_what_serde_json_reads() {
        let all = read(ALL).unwrap();
        assert_eq!(all, serde_json::from_str::<All>(ALL).unwrap());
        assert_eq!((all.unsigned, all.signed), (u64::MAX, i64::MIN));
        assert_eq!((all.float, all.text.as_str()), (102.543_718, "巡田"));
    }

    /// Each case is read, or refused, as by `serde_json`.
    #[test]
    fn every_odd_member_is_taken_or_refused_as_by_serde_json() {
        let cases = [
            "null",
            "0",
            "-1",
            "1.5",
            "5e0",
            "256",
            "1e300",
            "-0.0",
            "true",
            "\"\"",
            "\"one\"",
            "[]",
            "[null, false]",
            "[1]",
            "{}",
            "{\"a\": \"one\"}",
            "{\"a\": 1}",
            "18446744073709551616",
        ];
        let members = [
            "unsigned",
            "signed",
            "small",
            "float",
            "is",
            "text",
            "maybe",
            "list",
            "type",
            "with_default",
            "map",
        ];
        for member in members {
            for case in cases.map(Some).into_iter().chain([None]) {
                let text = with(member, case);
                assert_eq!(
                    read(&text).ok(),
                    serde_json::from_str::<All>(&text).ok(),
                    "{member}: {case:?}"
                );
            }
        }
    }

    #[test]
    fn of_a_field_that_is_there_twice_the_last_one_counts() {
        let twice = ALL.replace("\"small\": 255", "\"small\": 1, \"small\": 2");
        assert_eq!(read(&twice).unwrap().small, 2);
    }

    #[test]
    fn a_missing_member_is_none_or_the_default_or_refused() {
        assert_eq!(read(&with("maybe", None)).unwrap().maybe, None);
        assert_eq!(read(&with("with_default", None)).unwrap().with_default, 0);
        assert!(read(&with("signed", None)).is_err());
    }

    #[test]
    fn text_that_is_no_such_object_is_refused_and_names_the_type() {
        for bad in [
            "",
            "{",
            "[]",
            "null",
            "7",
            "\"\"",
            "{} {}",
            "\u{feff}{}",
            &"[".repeat(9999),
        ] {
            let error = read(bad).unwrap_err().to_string();
            assert!(error.ends_with("All"), "{bad}: {error}");
        }
        assert!(from_json::<String>(b"\"\xff\"").is_err());
    }
}
