package org.heredity.data.decode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.heredity.data.DataException;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;
import org.heredity.data.decode.tiff.TiffImage;
import org.heredity.data.decode.webp.WebpImage;

/**
 * Decodes JPEG, PNG, WebP, TIFF, GIF (of these the first frame), BMP, PBM, PGM and PPM to RGB with
 * the pixels of Pillow's {@code Image.open(file).convert("RGB")}. Thread-safe; keeps one codec per
 * format for every thread that decodes at the same time.
 *
 * <p>What that means where formats leave room:
 *
 * <ul>
 *   <li>EXIF orientation and colour profiles are ignored, as {@code convert} does: a picture taken
 *       with a turned camera stays turned. TIFF's own orientation counts.
 *   <li>Alpha, {@code tRNS} and a GIF's transparency are dropped, not blended with a background.
 *   <li>JPEG with 4 components is taken as inverted CMYK or YCCK, Adobe's way, and converted
 *       without a colour profile.
 *   <li>16 bits a sample keep their high byte; grey ones are clipped to 255 instead, as Pillow
 *       does.
 * </ul>
 *
 * <p>Files may be hostile. The header is checked before memory for pixels is taken: against the
 * pixel limit, and against what so many bytes can hold at the format's best compression. Nothing
 * but image data reaches the codec (no metadata, profiles, previews or text).
 */
public final class ImageDecoder {
  /**
   * Pixels of the largest picture that is read by default: a quarter of a gigabyte as RGB, where
   * Pillow starts to warn.
   */
  public static final int DEFAULT_MAX_PIXELS = 89_478_485;

  private static final int LARGEST_MAX_PIXELS = (Integer.MAX_VALUE - 8) / 3;

  private final int maxPixels;
  private final JpegDecoder jpeg = new JpegDecoder();
  private final PngDecoder png = new PngDecoder();
  private final GifDecoder gif = new GifDecoder();
  private final BmpDecoder bmp = new BmpDecoder();
  private final PnmDecoder pnm = new PnmDecoder();

  /** A decoder with the default pixel limit. */
  public ImageDecoder() {
    this(DEFAULT_MAX_PIXELS);
  }

  /**
   * A decoder that refuses larger pictures.
   *
   * @param maxPixels width times height, at most
   */
  public ImageDecoder(int maxPixels) {
    if (maxPixels < 1 || maxPixels > LARGEST_MAX_PIXELS) {
      throw new DataException(
          "the pixel limit must be 1 to " + LARGEST_MAX_PIXELS + ", got " + maxPixels);
    }
    this.maxPixels = maxPixels;
  }

  /**
   * Decodes a file.
   *
   * @throws DataException if there is none, or as {@link #decode(byte[], String)} does
   */
  public RgbImage decode(Path file) {
    byte[] bytes;
    try {
      long size = Files.size(file);
      // The largest uncompressed picture within the limit: 4 bytes a pixel and some headers.
      if (size > 4L * maxPixels + (1 << 20)) {
        throw new UnreadableImageException(
            "it has " + size + " bytes, more than a picture within the pixel limit can need");
      }
      bytes = Files.readAllBytes(file);
    } catch (UnreadableImageException e) {
      throw unreadable(file.toString(), e);
    } catch (NoSuchFileException e) {
      throw new DataException("image '" + file + "' does not exist; check the dataset's path", e);
    } catch (IOException e) {
      throw new DataException(
          "image '" + file + "' cannot be read (" + e + "); check the disk and its permissions", e);
    }
    return decode(bytes, file.toString());
  }

  /**
   * Decodes a picture that is in memory.
   *
   * @param bytes the whole file; not changed
   * @param name of the file, for messages
   * @throws DataException if it is empty, truncated, damaged, too large or of another format
   */
  public RgbImage decode(byte[] bytes, String name) {
    try {
      return codec(bytes).decode(bytes, maxPixels);
    } catch (UnreadableImageException e) {
      throw unreadable(name, e);
    }
  }

  private ImageCodec codec(byte[] bytes) throws UnreadableImageException {
    if (bytes.length == 0) {
      throw new UnreadableImageException("it is empty (0 bytes)");
    }
    Optional<ImageFormat> format = ImageFormat.of(bytes);
    if (format.isEmpty()) {
      byte[] start = Arrays.copyOf(bytes, Math.min(bytes.length, OtherFile.LOOKS_AT));
      throw new UnreadableImageException(
          "expected JPEG, PNG, WebP, TIFF, GIF, BMP or PPM, got " + OtherFile.describe(start));
    }
    return switch (format.get()) {
      case JPEG -> jpeg;
      case PNG -> png;
      case GIF -> gif;
      case BMP -> bmp;
      case WEBP -> WebpImage::decode;
      case TIFF -> TiffImage::decode;
      case PNM -> pnm;
    };
  }

  private static DataException unreadable(String name, UnreadableImageException e) {
    return new DataException(
        "image '"
            + name
            + "' cannot be decoded: "
            + e.getMessage()
            + "; replace the file or remove it from the dataset",
        e);
  }
}
