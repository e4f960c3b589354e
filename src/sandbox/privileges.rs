//! Users and capabilities of Linux, thread by thread.
//!
//! The calls of the kernel itself are used, which change one thread only: the one that opens
//! interfaces has to end with other rights than the rest.

use super::User;
use rustix::process::{Gid, Uid};
use rustix::thread::{
    CapabilitySet, CapabilitySets, capabilities, clear_ambient_capability_set,
    remove_capability_from_bounding_set, set_capabilities, set_keep_capabilities, set_no_new_privs,
    set_thread_groups, set_thread_res_gid, set_thread_res_uid,
};
use std::io;

/// Gives up everything.
pub fn drop_privileges(user: Option<&User>) -> io::Result<()> {
    change(user, CapabilitySet::empty())
}

/// Gives up everything but the capability to capture, as far as there is one.
pub fn keep_capture(user: Option<&User>) -> io::Result<()> {
    let has = capabilities(None)?.permitted;
    change(user, has & CapabilitySet::NET_RAW)
}

/// Puts the capability to capture into effect, or out of it.
pub fn raise_capture(up: bool) -> io::Result<()> {
    let mut sets = capabilities(None)?;
    sets.effective = match up {
        true => sets.permitted & CapabilitySet::NET_RAW,
        false => CapabilitySet::empty(),
    };
    Ok(set_capabilities(None, sets)?)
}

fn change(user: Option<&User>, kept: CapabilitySet) -> io::Result<()> {
    // Where it is not allowed there is nothing that could be had from these sets: they count when
    // another program is started, and that gets no new privileges.
    for capability in CapabilitySet::all().iter() {
        let _ = remove_capability_from_bounding_set(capability);
    }
    let _ = clear_ambient_capability_set();
    if let Some(user) = user {
        become_user(user)?;
    } else if rustix::process::geteuid().is_root() {
        // A root without capabilities is one of its groups all the same.
        let _ = set_thread_groups(&[]);
    }
    let sets = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: kept,
        inheritable: CapabilitySet::empty(),
    };
    set_capabilities(None, sets)?;
    Ok(set_no_new_privs(true)?)
}

fn become_user(user: &User) -> io::Result<()> {
    let groups: Vec<Gid> = user.groups.iter().copied().map(Gid::from_raw).collect();
    let (uid, gid) = (Uid::from_raw(user.uid), Gid::from_raw(user.gid));
    // Otherwise capabilities that are to be kept would go with the user.
    set_keep_capabilities(true)?;
    set_thread_groups(&groups)?;
    set_thread_res_gid(gid, gid, gid)?;
    set_thread_res_uid(uid, uid, uid)?;
    Ok(set_keep_capabilities(false)?)
}
