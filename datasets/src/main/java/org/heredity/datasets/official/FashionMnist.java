package org.heredity.datasets.official;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;
import org.heredity.datasets.files.FileTrees;

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): IDX files, as they are or compressed by gzip, of
 * grey pictures that become RGB. MNIST has files of the same names; the first test labels tell them
 * apart.
 */
final class FashionMnist implements Layout {
  private static final List<String> CLASSES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");
  private static final String TRAIN = "train";
  private static final String TEST = "t10k";
  private static final byte[] FIRST_TEST_LABELS = {9, 2, 1, 1, 6, 1, 4, 6, 5, 7};
  private static final int HEADER_OF_LABELS = 8;
  private static final int HEADER_OF_IMAGES = 16;
  private static final int MOST_BYTES = 1 << 28;

  @Override
  public String name() {
    return "fashion-mnist";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
            "Fashion-MNIST, IDX files, grey",
            CLASSES.size(),
            60_000,
            10_000,
            "MIT",
            "https://github.com/zalandoresearch/fashion-mnist")
        .perClass(6000, 1000);
  }

  @Override
  public List<Part> archives() {
    return List.of();
  }

  @Override
  public boolean matches(Clues clues) {
    return (clues.has(images(TRAIN)) || clues.has(images(TRAIN) + ".gz"))
        && clues
            .file(labels(TEST))
            .or(() -> clues.file(labels(TEST) + ".gz"))
            .filter(FashionMnist::startsLikeFashion)
            .isPresent();
  }

  private static boolean startsLikeFashion(Path labels) {
    boolean packed = labels.toString().endsWith(".gz");
    try (InputStream raw = Files.newInputStream(labels);
        InputStream in = packed ? new GZIPInputStream(raw) : raw) {
      byte[] start = in.readNBytes(HEADER_OF_LABELS + FIRST_TEST_LABELS.length);
      return start.length == HEADER_OF_LABELS + FIRST_TEST_LABELS.length
          && Arrays.equals(
              Arrays.copyOfRange(start, HEADER_OF_LABELS, start.length), FIRST_TEST_LABELS);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Dataset open(Contents contents, DatasetRequest request) {
    List<String> files = new ArrayList<>();
    GreyImages train = images(TRAIN, "train", contents, files);
    GreyImages test = images(TEST, "test", contents, files);
    String digest = RecordDigest.of(contents.tree(), request, CLASSES, files);
    return new Dataset(request.name(), CLASSES, train, test, digest, List.of());
  }

  private static GreyImages images(
      String part, String split, Contents contents, List<String> files) {
    String labelFile = file(contents, labels(part));
    String imageFile = file(contents, images(part));
    files.addAll(List.of(imageFile, labelFile));
    ByteBuffer images = idx(contents, imageFile, 3);
    ByteBuffer labels = idx(contents, labelFile, 1);
    int count = images.getInt(4);
    int height = images.getInt(8);
    int width = images.getInt(12);
    boolean sound = height > 0 && width > 0 && height <= 4096 && width <= 4096 && count > 0;
    long expected = HEADER_OF_IMAGES + (long) count * height * width;
    if (!sound || images.capacity() != expected) {
      throw contents.wrong(
          imageFile,
          "has %d bytes, expected %d for %d images of %d x %d"
              .formatted(images.capacity(), expected, count, width, height));
    }
    if (labels.getInt(4) != count || labels.capacity() != HEADER_OF_LABELS + count) {
      throw contents.wrong(
          labelFile, "has " + labels.getInt(4) + " labels, expected one for each of " + count);
    }
    byte[] classes = Arrays.copyOfRange(labels.array(), HEADER_OF_LABELS, labels.capacity());
    for (byte label : classes) {
      if (label < 0 || label >= CLASSES.size()) {
        throw contents.wrong(labelFile, "has label " + (label & 0xFF) + ", expected 0 to 9");
      }
    }
    return new GreyImages(split, images.array(), HEADER_OF_IMAGES, width, height, classes);
  }

  /** An IDX file of unsigned bytes with that many dimensions. */
  private static ByteBuffer idx(Contents contents, String file, int dimensions) {
    byte[] bytes = contents.tree().bytes(file);
    if (file.endsWith(".gz")) {
      bytes = FileTrees.gunzip(bytes, contents.tree().display(file), MOST_BYTES);
    }
    ByteBuffer idx = ByteBuffer.wrap(bytes);
    int magic = 0x0800 + dimensions;
    if (bytes.length < 4 + 4 * dimensions || idx.getInt(0) != magic) {
      throw contents.wrong(
          file,
          "is not an IDX file of bytes with " + dimensions + " dimensions (magic " + magic + ")");
    }
    return idx;
  }

  private static String file(Contents contents, String name) {
    return contents.find(name).orElseGet(() -> contents.file(name + ".gz"));
  }

  private static String images(String part) {
    return part + "-images-idx3-ubyte";
  }

  private static String labels(String part) {
    return part + "-labels-idx1-ubyte";
  }
}
