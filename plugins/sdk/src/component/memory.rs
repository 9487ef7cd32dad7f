//! The memory of a component: handed out piece after piece, and never taken back.
//!
//! An instance lives for one call, and then the host wipes all of its memory at once. Keeping account of what is free
//! costs more than most rules compute (a quarter of a decision's time, when it was measured), and asking the host for
//! more memory costs more than that. How much there may be does not belong here: the host bounds it.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr;

/// The bytes that are there from the start: enough for a case of some hundred records, so that memory seldom grows; and
/// so few that, with the stack, they are within what the host keeps mapped between calls.
const FIRST: usize = 320 * 1024;
/// A page of WebAssembly's memory, in bytes.
const PAGE: usize = 64 * 1024;

/// Hands out memory.
pub(super) struct Memory {
    first: UnsafeCell<[u8; FIRST]>,
    /// From where on memory is free, and where it ends; zeros before anything was handed out.
    free: UnsafeCell<(usize, usize)>,
}

impl Memory {
    /// Memory of which nothing was handed out.
    pub(super) const fn new() -> Self {
        Self {
            first: UnsafeCell::new([0; FIRST]),
            free: UnsafeCell::new((0, 0)),
        }
    }

    /// The place of a piece behind what was handed out so far, and the end of the memory in which it lies.
    fn place(&self, (next, end): (usize, usize), layout: Layout) -> Option<(usize, usize)> {
        let (next, end) = if end == 0 {
            let first = self.first.get() as usize;
            (first, first + FIRST)
        } else {
            (next, end)
        };
        let at = next.next_multiple_of(layout.align());
        if layout.size() <= end.saturating_sub(at) {
            return Some((at, end));
        }
        let pages = layout.size().checked_add(layout.align())?.div_ceil(PAGE);
        let grown = core::arch::wasm32::memory_grow(0, pages);
        if grown == usize::MAX {
            return None;
        }
        // New pages mostly follow what there was; where they don't, what was left there is lost.
        let start = grown * PAGE;
        let next = if start == end { next } else { start };
        Some((next.next_multiple_of(layout.align()), start + pages * PAGE))
    }
}

#[expect(unsafe_code, reason = "a component has one thread")]
// SAFETY: WebAssembly has one thread without its threads proposal, which the host switches off.
unsafe impl Sync for Memory {}

#[expect(unsafe_code, reason = "memory is handed out as the language asks for it")]
// SAFETY: each piece lies behind the one before, in `first` or in pages that were just added, so that nobody else has
// it. One thread calls this, and nothing in it allocates.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: nobody else looks at it meanwhile: see above.
        let free = unsafe { &mut *self.free.get() };
        let Some((at, end)) = self.place(*free, layout) else {
            return ptr::null_mut();
        };
        *free = (at + layout.size(), end);
        at as *mut u8
    }

    unsafe fn dealloc(&self, _piece: *mut u8, _layout: Layout) {}

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `alloc`.
        let (next, end) = unsafe { &mut *self.free.get() };
        let at = piece as usize;
        // What was handed out last grows and shrinks where it is.
        if at + layout.size() == *next && size <= *end - at {
            *next = at + size;
            return piece;
        }
        if size <= layout.size() {
            return piece;
        }
        // SAFETY: the caller gives a size that makes a layout with this alignment; the new piece lies apart from the
        // old one and is larger.
        unsafe {
            let larger = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !larger.is_null() {
                ptr::copy_nonoverlapping(piece, larger, layout.size());
            }
            larger
        }
    }
}
