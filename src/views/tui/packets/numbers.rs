//! The frames of a list by their numbers.

use std::sync::Arc;

/// The numbers of frames in order; cheap to clone.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// All from the first to the last of these.
    All(u64, u64),
    /// These.
    Some(Arc<Vec<u64>>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Some(Arc::default())
    }
}

impl Numbers {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::All(first, last) => {
                usize::try_from((last + 1).saturating_sub(*first)).unwrap_or(usize::MAX)
            }
            Self::Some(numbers) => numbers.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number in a row.
    pub fn get(&self, row: usize) -> Option<u64> {
        match self {
            Self::All(first, _) => (row < self.len()).then_some(first + row as u64),
            Self::Some(numbers) => numbers.get(row).copied(),
        }
    }

    /// The row of a number; where it is not among them, the row where it would stand.
    pub fn row(&self, number: u64) -> Result<usize, usize> {
        match self {
            Self::All(first, last) if (*first..=*last).contains(&number) => {
                Ok((number - first) as usize)
            }
            Self::All(first, _) => Err(if number < *first { 0 } else { self.len() }),
            Self::Some(numbers) => numbers.binary_search(&number),
        }
    }

    /// Whether these are all of `other`, and perhaps more behind them.
    pub fn continues(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All(first, _), Self::All(other, _)) => first == other,
            (Self::Some(numbers), Self::Some(others)) => numbers.starts_with(others),
            _ => false,
        }
    }

    /// Adds numbers, which are greater than those before.
    pub fn extend(&mut self, more: Vec<u64>) {
        if let Self::Some(numbers) = self {
            Arc::make_mut(numbers).extend(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_row_belong_together() {
        let some = Numbers::Some(Arc::new(vec![2, 3, 9]));
        for numbers in [Numbers::All(1, 5), Numbers::All(7, 9), some] {
            for row in 0..numbers.len() {
                let number = numbers.get(row).unwrap();
                assert_eq!(numbers.row(number), Ok(row));
            }
            assert_eq!(numbers.get(numbers.len()), None);
        }
    }

    #[test]
    fn a_number_that_is_not_there_has_the_row_where_it_would_stand() {
        assert_eq!(Numbers::Some(Arc::new(vec![2, 9])).row(5), Err(1));
        assert_eq!(Numbers::All(1, 5).row(9), Err(5));
        assert_eq!(Numbers::All(1, 5).row(0), Err(0));
        assert_eq!(Numbers::All(7, 9).row(3), Err(0));
    }
}
