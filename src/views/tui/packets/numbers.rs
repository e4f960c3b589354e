//! The frames of a list by their numbers.

use std::sync::Arc;

/// The numbers of frames in order; cheap to clone.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// All from 1 to so many.
    All(u64),
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
            Self::All(count) => usize::try_from(*count).unwrap_or(usize::MAX),
            Self::Some(numbers) => numbers.len(),
        }
    }

    /// The number in a row.
    pub fn get(&self, row: usize) -> Option<u64> {
        match self {
            Self::All(count) => (row < self.len())
                .then_some(row as u64 + 1)
                .filter(|n| n <= count),
            Self::Some(numbers) => numbers.get(row).copied(),
        }
    }

    /// The row of a number; where it is not among them, the row where it would stand.
    pub fn row(&self, number: u64) -> Result<usize, usize> {
        match self {
            Self::All(count) if (1..=*count).contains(&number) => Ok(number as usize - 1),
            Self::All(_) => Err(if number == 0 { 0 } else { self.len() }),
            Self::Some(numbers) => numbers.binary_search(&number),
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
        for numbers in [Numbers::All(5), Numbers::Some(Arc::new(vec![2, 3, 9]))] {
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
        assert_eq!(Numbers::All(5).row(9), Err(5));
        assert_eq!(Numbers::All(5).row(0), Err(0));
    }
}
