package org.heredity.datasets;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small files for tests, laid out in a folder or packed. A name that ends in / is a folder. */
public final class SampleFiles {
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /** Adds a file, or replaces it. */
  public SampleFiles with(String name, byte[] contents) {
    files.put(name, contents);
    return this;
  }

  /** Adds a text file. */
  public SampleFiles with(String name, String contents) {
    return with(name, contents.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Adds an image of one colour. */
  public SampleFiles image(String name, int rgb) {
    return with(name, picture(rgb, name.endsWith("png") ? "png" : "jpeg"));
  }

  /** A picture of one colour, 6 x 4 pixels. */
  public static byte[] picture(int rgb, String format) {
    BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24; i++) {
      image.setRGB(i % 6, i / 6, rgb);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Adds these files to others, with {@code above} before their names. */
  public void into(SampleFiles others, String above) {
    files.forEach((name, contents) -> others.with(above + name, contents));
  }

  /** Lays the files out in {@code folder}. */
  public Path folder(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (file.getKey().endsWith("/")) {
        Files.createDirectories(path);
      } else {
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
    }
    return folder;
  }

  /** Packs the files into a zip. */
  public Path zip(Path archive) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
        out.closeEntry();
      }
    }
    return archive;
  }

  /** Packs the files into a tar. */
  public Path tar(Path archive) throws IOException {
    tar(Files.newOutputStream(archive));
    return archive;
  }

  /** Packs the files into a tar, compressed. */
  public Path tarGz(Path archive) throws IOException {
    tar(new GZIPOutputStream(Files.newOutputStream(archive)));
    return archive;
  }

  private void tar(OutputStream to) throws IOException {
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(to)) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(file.getValue().length);
        out.putArchiveEntry(entry);
        out.write(file.getValue());
        out.closeArchiveEntry();
      }
    }
  }
}
