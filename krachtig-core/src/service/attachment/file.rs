//! What a file is, and what is kept of it: found out by its bytes and never by its name.
//!
//! A picture is decoded within bounds and made anew, so that what is kept has its pixels and nothing else: no place where
//! it was taken, no camera, nothing behind its end. A document is kept as it is, and for that only ever handed out as a
//! file. Whoever may add one does not belong here.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use tokio::sync::Semaphore;

use crate::domain::attachment::MediaType;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::error::{Cause, Fault};
use crate::service::Outcome;

/// The longest side of a picture that is looked at, in pixels. No camera of a phone makes larger ones.
const LONGEST_SIDE: u32 = 12_000;

/// The most pixels of one.
const MOST_PIXELS: u64 = 50_000_000;

/// The most memory that decoding one may take, in bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// The longest side of a picture as it is kept, in pixels: a receipt is read well from it.
const KEPT_SIDE: u32 = 2560;

/// The longest side of a preview, in pixels.
const PREVIEW_SIDE: u32 = 480;

/// How well a photo is kept, of 100.
const QUALITY: u8 = 85;

/// What a file may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttachmentLimits {
    /// The most bytes that a file may have.
    pub most_bytes: usize,
    /// How many are decoded at once; others wait.
    pub at_once: usize,
}

impl Default for AttachmentLimits {
    fn default() -> Self {
        Self {
            most_bytes: 10 * 1024 * 1024,
            at_once: 2,
        }
    }
}

/// What is kept of a file.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) media_type: MediaType,
    pub(super) whole: Vec<u8>,
    pub(super) preview: Option<Vec<u8>>,
}

/// Where files are looked at: a few at once, apart from everything that must not wait.
#[derive(Clone, Debug)]
pub(crate) struct Workbench {
    pub(super) limits: AttachmentLimits,
    places: Arc<Semaphore>,
}

impl Default for Workbench {
    fn default() -> Self {
        Self::new(AttachmentLimits::default())
    }
}

impl Workbench {
    pub(super) fn new(limits: AttachmentLimits) -> Self {
        Self {
            limits,
            places: Arc::new(Semaphore::new(limits.at_once.max(1))),
        }
    }

    /// What is kept of a file.
    ///
    /// # Errors
    /// `file_too_large`; `file_not_allowed` for anything that is no photo or document as it should be.
    pub(super) async fn look_at(&self, bytes: Vec<u8>) -> Outcome<Kept> {
        self.demand_size(bytes.len())?;
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(|_| Fault::ShuttingDown)?;
        let looking = tokio::task::spawn_blocking(move || {
            let kept = kept(bytes);
            drop(place);
            kept
        });
        let kept = looking.await.map_err(|broken| Fault::Io {
            doing: "looking at a file",
            source: Cause::new(broken),
        })?;
        let kept = kept.ok_or_else(|| Refusal::new(RefusalCode::FileNotAllowed, "file"))?;
        self.demand_size(kept.whole.len())?;
        Ok(kept)
    }

    fn demand_size(&self, size: usize) -> Result<(), Refusal> {
        if size <= self.limits.most_bytes {
            return Ok(());
        }
        let most = self.limits.most_bytes / (1024 * 1024);
        Err(Refusal::new(RefusalCode::FileTooLarge, "file").with("max", most.max(1)))
    }
}

/// What is kept of these bytes; nothing where they are none of what is allowed.
fn kept(bytes: Vec<u8>) -> Option<Kept> {
    if is_document(&bytes) {
        return Some(Kept {
            media_type: MediaType::Pdf,
            whole: bytes,
            preview: None,
        });
    }
    let format = picture_format(&bytes)?;
    let picture = decode(&bytes, format)?;
    drop(bytes);
    let preview = if picture.width().max(picture.height()) > PREVIEW_SIDE {
        jpeg(&flat(&picture.thumbnail(PREVIEW_SIDE, PREVIEW_SIDE)))?
    } else {
        jpeg(&flat(&picture))?
    };
    let (media_type, whole) = if format == ImageFormat::Png {
        (MediaType::Png, png(&picture)?)
    } else {
        (MediaType::Jpeg, jpeg(&flat(&picture))?)
    };
    Some(Kept {
        media_type,
        whole,
        preview: Some(preview),
    })
}

/// A document begins and ends as one. What begins a little later, as some readers forgive, may be something else too.
fn is_document(bytes: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(1024)..];
    bytes.starts_with(b"%PDF-") && end.windows(5).any(|some| some == b"%%EOF")
}

fn picture_format(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// The picture, upright and no larger than it is kept. Its dimensions are known before any of its pixels is.
fn decode(bytes: &[u8], format: ImageFormat) -> Option<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width().max(picture.height()) > KEPT_SIDE {
        picture = picture.resize(KEPT_SIDE, KEPT_SIDE, FilterType::Triangle);
    }
    // Afterwards, for a turned picture takes as much memory again.
    picture.apply_orientation(orientation);
    Some(picture)
}

/// The picture on white, without anything that shines through.
fn flat(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let clear = picture.to_rgba8();
    RgbImage::from_fn(clear.width(), clear.height(), |x, y| {
        let [red, green, blue, alpha] = clear.get_pixel(x, y).0;
        let on_white = |colour: u8| {
            let mixed = u16::from(colour) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        Rgb([on_white(red), on_white(green), on_white(blue)])
    })
}

fn jpeg(picture: &RgbImage) -> Option<Vec<u8>> {
    let mut made = Vec::new();
    JpegEncoder::new_with_quality(&mut made, QUALITY)
        .encode_image(picture)
        .ok()?;
    Some(made)
}

fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut made = Vec::new();
    let eight_bits = if picture.color().has_alpha() {
        DynamicImage::from(picture.to_rgba8())
    } else {
        DynamicImage::from(picture.to_rgb8())
    };
    eight_bits.write_with_encoder(PngEncoder::new(&mut made)).ok()?;
    Some(made)
}

#[cfg(test)]
mod tests;
