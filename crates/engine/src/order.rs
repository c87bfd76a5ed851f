//! Order among a few.

/// Puts an item where its key belongs, behind those with the same. For lists so short that a sort is
/// not worth its code.
pub fn insert_by_key<T, K: Ord>(sorted: &mut Vec<T>, item: T, key: impl Fn(&T) -> K) {
    let own = key(&item);
    let place = sorted.partition_point(|other| key(other) <= own);
    sorted.insert(place, item);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_in_the_order_of_their_keys_and_equals_in_the_order_of_coming() {
        let mut sorted = Vec::new();
        for item in [(2, 'a'), (1, 'b'), (2, 'c'), (3, 'd'), (1, 'e')] {
            insert_by_key(&mut sorted, item, |(key, _)| *key);
        }
        assert_eq!(sorted, [(1, 'b'), (1, 'e'), (2, 'a'), (2, 'c'), (3, 'd')]);
    }
}
