//! Names that somebody else registers and people read: what is seen is all that there is.

/// Whether a name has no sign that is not seen, or that changes how others are: no control
/// character, nothing of zero width, nothing that turns the direction (Unicode Technical Report
/// 36), no private sign; and no blank at either end.
pub fn is_seen(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.chars().any(is_unseen)
}

/// Control and format characters, fillers, variation selectors, tags, private and unassigned ones
/// (`Cc`, `Cf`, `Co`, `Default_Ignorable_Code_Point`, line and paragraph separators).
fn is_unseen(sign: char) -> bool {
    let code = u32::from(sign);
    sign.is_control()
        || matches!(
            code,
            0x00AD
                | 0x034F
                | 0x0600..=0x0605
                | 0x061C
                | 0x06DD
                | 0x070F
                | 0x115F..=0x1160
                | 0x17B4..=0x17B5
                | 0x180B..=0x180F
                | 0x200B..=0x200F
                | 0x2028..=0x202E
                | 0x2060..=0x206F
                | 0x2800
                | 0x3164
                | 0xE000..=0xF8FF
                | 0xFDD0..=0xFDEF
                | 0xFE00..=0xFE0F
                | 0xFEFF
                | 0xFFA0
                | 0xFFF0..=0xFFFB
                | 0x1D173..=0x1D17A
                | 0xE0000..=0x0010_FFFF
        )
        || code & 0xFFFE == 0xFFFE
}
