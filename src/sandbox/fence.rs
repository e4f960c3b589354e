//! Landlock, as much of it as the kernel has.

use super::{Enforced, Fence};
use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

/// The newest version that what is allowed below was written for; kernels with an older one do
/// what they can.
const VERSION: ABI = ABI::V6;

/// Restricts the calling thread.
pub fn enter(fence: &Fence) -> Result<Enforced, RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let make = AccessFs::MakeReg | AccessFs::WriteFile;
    let change = read
        | make
        | AccessFs::Truncate
        | AccessFs::MakeDir
        | AccessFs::RemoveFile
        | AccessFs::Refer;
    let devices = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::IoctlDev;
    let allowed: [(_, BitFlags<AccessFs>); 6] = [
        (&fence.read, read),
        (&fence.make, make),
        (
            &fence.replace,
            make | AccessFs::RemoveFile | AccessFs::Truncate,
        ),
        (&fence.change, change),
        (&fence.scratch, change | AccessFs::RemoveDir),
        (&fence.devices, devices),
    ];
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(VERSION))?
        .handle_access(AccessNet::from_all(VERSION))?
        .scope(Scope::AbstractUnixSocket)?
        .create()?;
    for (paths, access) in allowed {
        rules = rules.add_rules(path_beneath_rules(paths, access))?;
    }
    Ok(match rules.restrict_self()?.ruleset {
        RulesetStatus::FullyEnforced => Enforced::Fully,
        RulesetStatus::PartiallyEnforced => Enforced::Partly,
        RulesetStatus::NotEnforced => Enforced::Not,
    })
}
