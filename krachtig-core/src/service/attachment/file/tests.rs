//! Pictures come out upright, bounded and bare; bombs and everything that only calls itself a picture are refused.

use image::{DynamicImage, GenericImageView, ImageEncoder, Rgba, RgbaImage};

use super::*;
use crate::service::Failure;

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> DynamicImage {
    let made = RgbaImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgba([250, 10, 10, 255])
        } else {
            Rgba([10, 10, 250, 255])
        }
    });
    DynamicImage::from(made)
}

fn as_jpeg(picture: &DynamicImage) -> Vec<u8> {
    jpeg(&picture.to_rgb8()).expect("it is made")
}

/// What a phone writes into a photo: that it is to be turned, and where it was taken.
fn with_exif(picture: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(b"GPSLatitude 52.0705 Den Haag (fictief)");
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&picture[..2], &[0xff, 0xe1], &length, &exif, &picture[2..]].concat()
}

fn opened(kept: &[u8]) -> DynamicImage {
    image::load_from_memory(kept).expect("a picture")
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|some| some == text)
}

#[test]
fn a_photo_is_upright_and_tells_nothing_of_where_it_was_taken() {
    // 6: the camera was held a quarter turned.
    let photo = with_exif(&as_jpeg(&halves(64, 32)), 6);
    assert!(holds(&photo, b"Den Haag"));
    let made = kept(photo).expect("allowed");
    assert_eq!(made.media_type, MediaType::Jpeg);
    for kept in [&made.whole, made.preview.as_ref().expect("a preview")] {
        assert!(!holds(kept, b"Exif") && !holds(kept, b"Den Haag"));
        let upright = opened(kept);
        assert!(upright.height() > upright.width());
        let (above, below) = (upright.get_pixel(3, 3), upright.get_pixel(3, upright.height() - 4));
        assert!(
            above[0] > 150 && below[2] > 150,
            "red above, blue below: {above:?} {below:?}"
        );
    }
}

#[test]
fn a_large_picture_is_kept_smaller() {
    let made = kept(as_jpeg(&halves(3000, 100))).expect("allowed");
    assert_eq!(opened(&made.whole).dimensions(), (2560, 85));
    let preview = opened(&made.preview.expect("a preview"));
    assert_eq!(preview.dimensions(), (480, 16));
    let small = kept(as_jpeg(&halves(100, 40))).expect("allowed");
    assert_eq!(opened(&small.whole).dimensions(), (100, 40));
}

#[test]
fn what_shines_through_lies_on_white_in_a_preview_and_is_kept() {
    let mut clear = RgbaImage::from_pixel(20, 20, Rgba([0, 0, 0, 0]));
    clear.put_pixel(0, 0, Rgba([1, 2, 3, 255]));
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new(&mut bytes);
    encoder
        .write_image(&clear, 20, 20, image::ExtendedColorType::Rgba8)
        .expect("made");
    let made = kept(bytes).expect("allowed");
    assert_eq!(made.media_type, MediaType::Png);
    assert_eq!(opened(&made.whole).to_rgba8(), clear);
    let middle = opened(&made.preview.expect("a preview")).get_pixel(10, 10);
    assert!(middle[0] > 250 && middle[1] > 250 && middle[2] > 250, "{middle:?}");
}

#[test]
fn webp_becomes_jpeg() {
    let mut bytes = Vec::new();
    let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut bytes);
    halves(40, 20).write_with_encoder(encoder).expect("made");
    let made = kept(bytes).expect("allowed");
    assert_eq!(made.media_type, MediaType::Jpeg);
    assert!(made.whole.starts_with(&[0xff, 0xd8, 0xff]));
}

#[test]
fn what_is_hidden_behind_a_picture_is_not_kept() {
    let polyglot = [
        as_jpeg(&halves(20, 20)),
        b"PK\x03\x04 <script>alert(1)</script>".to_vec(),
    ]
    .concat();
    let made = kept(polyglot).expect("it is a picture too");
    assert!(!holds(&made.whole, b"script") && !holds(&made.whole, b"PK"));
}

/// A picture of which the head alone is there and says that it is this large.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    halves(8, 8)
        .write_with_encoder(PngEncoder::new(&mut bytes))
        .expect("made");
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// The check of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    })
}

#[test]
fn bombs_are_refused_by_what_they_say_of_themselves() {
    assert!(kept(bomb(8, 8)).is_some(), "it is the dimensions that make a bomb");
    for (width, height) in [(60_000, 60_000), (12_001, 8), (10_000, 10_000), (0, 8), (u32::MAX, 1)] {
        assert!(kept(bomb(width, height)).is_none(), "{width} by {height}");
    }
}

#[test]
fn what_only_calls_itself_something_is_refused() {
    let half = as_jpeg(&halves(200, 200));
    for bytes in [
        &b""[..],
        b"GIF89a\x01\0\x01\0\0\0\0;",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04 a workbook",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0 no picture",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"%PDF-1.7 without an end",
        b"\n%PDF-1.7\n%%EOF",
        b"MZ\x90\0",
        &half[..40],
    ] {
        assert!(
            kept(bytes.to_vec()).is_none(),
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(12)])
        );
    }
}

#[test]
fn a_document_is_kept_as_it_is() {
    let document = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n".to_vec();
    let made = kept(document.clone()).expect("allowed");
    assert_eq!(
        (made.media_type, made.whole, made.preview),
        (MediaType::Pdf, document, None)
    );
}

#[tokio::test]
async fn what_is_too_large_is_not_looked_at() {
    let workbench = Workbench::new(AttachmentLimits {
        most_bytes: 1024 * 1024,
        at_once: 1,
    });
    let refused = workbench.look_at(vec![0xff; 1024 * 1024 + 1]).await;
    let Err(Failure::Refused(refusals)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(refusals.first().code, RefusalCode::FileTooLarge);
    assert_eq!(refusals.first().args["max"], "1");
    let looked = workbench.look_at(as_jpeg(&halves(10, 10))).await;
    assert_eq!(looked.expect("its place is free again").media_type, MediaType::Jpeg);
}
