//! Whose rights a program that was started by root goes on with.

use std::path::PathBuf;

/// A user, with what is needed to become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name, or the number of one who has none.
    pub name: String,
    /// The number.
    pub uid: u32,
    /// The number of the group.
    pub gid: u32,
    /// The numbers of all groups.
    pub groups: Vec<u32>,
    /// The home, where one is known.
    pub home: Option<PathBuf>,
}

/// Why nobody else can be become.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UserError {
    /// The system does not know the name.
    #[error("there is no user {0}")]
    Unknown(String),
    /// Only root can.
    #[error("only root can become another user ({0})")]
    NotRoot(String),
    /// Not here.
    #[error("this system is none on which ftpscope can become another user ({0})")]
    NotHere(String),
}

#[cfg(not(target_os = "linux"))]
impl User {
    /// Nobody: users are not changed on this system.
    ///
    /// # Errors
    ///
    /// Where somebody is named.
    pub fn to_become(named: Option<&str>) -> Result<Option<Self>, UserError> {
        named.map_or(Ok(None), |name| Err(UserError::NotHere(name.to_owned())))
    }
}

#[cfg(target_os = "linux")]
impl User {
    /// The user whose rights are to be used: the one that is named, or who called sudo; `None` where
    /// the program was not started by root, or by nobody but root.
    ///
    /// # Errors
    ///
    /// Where there is no such user, or only root could become it.
    pub fn to_become(named: Option<&str>) -> Result<Option<Self>, UserError> {
        let own = rustix::process::geteuid().as_raw();
        let Some(name) = named else {
            let is_root = own == 0;
            return Ok(is_root.then(Self::of_sudo).flatten());
        };
        let user = Self::named(name).ok_or_else(|| UserError::Unknown(name.to_owned()))?;
        match own {
            0 => Ok(Some(user)),
            own if own == user.uid => Ok(None),
            _ => Err(UserError::NotRoot(name.to_owned())),
        }
    }

    /// A user by name, or by number.
    fn named(name: &str) -> Option<Self> {
        use nix::unistd;
        let by_name = unistd::User::from_name(name).ok().flatten();
        by_name.map(Self::known).or_else(|| {
            let uid = name.parse().ok()?;
            Self::numbered(uid, None)
        })
    }

    /// Who called sudo; `None` where that was root, or sudo was not called.
    fn of_sudo() -> Option<Self> {
        let number = |name| std::env::var(name).ok()?.parse::<u32>().ok();
        let uid = number("SUDO_UID").filter(|&uid| uid != 0)?;
        Self::numbered(uid, number("SUDO_GID"))
    }

    /// A user by number, who need not be known to the system where the group is.
    fn numbered(uid: u32, gid: Option<u32>) -> Option<Self> {
        use nix::unistd;
        let known = unistd::User::from_uid(unistd::Uid::from_raw(uid));
        let known = known.ok().flatten().map(Self::known);
        let unknown = |gid| Self {
            name: uid.to_string(),
            uid,
            gid,
            groups: vec![gid],
            home: None,
        };
        known.or_else(|| gid.map(unknown))
    }

    fn known(user: nix::unistd::User) -> Self {
        let gid = user.gid.as_raw();
        let name = std::ffi::CString::new(user.name.as_str());
        let groups = name.ok().and_then(|name| {
            let groups = nix::unistd::getgrouplist(&name, user.gid).ok()?;
            Some(groups.into_iter().map(nix::unistd::Gid::as_raw).collect())
        });
        Self {
            name: user.name,
            uid: user.uid.as_raw(),
            gid,
            groups: groups.unwrap_or_else(|| vec![gid]),
            home: Some(user.dir),
        }
    }
}
