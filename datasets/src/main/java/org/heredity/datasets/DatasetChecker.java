package org.heredity.datasets;

import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;
import org.heredity.files.Sha256;

/**
 * Looks at every image of a dataset: counts them, decodes them, and compares training and test by
 * their pixels. Uses all processors; keeps 32 bytes per image. Thread-safe.
 */
public final class DatasetChecker {
  /** Is told how many images have been looked at, by one thread at a time. */
  @FunctionalInterface
  public interface Progress {
    /** Some more images have been looked at. */
    void at(int done, int total);
  }

  private final DatasetFormats formats;

  /** A checker of datasets in these formats. */
  @Inject
  public DatasetChecker(DatasetFormats formats) {
    this.formats = formats;
  }

  /**
   * Opens and checks a dataset; images that cannot be decoded are part of the result.
   *
   * @throws DataException if it cannot even be opened
   */
  public DatasetCheck check(DatasetRequest request, Progress progress) {
    DatasetRequest placed =
        request.path() == null ? request.at(DatasetFormats.downloaded(request)) : request;
    Dataset dataset = formats.open(request.with(DatasetRequest.Unreadable.KEEP));
    boolean drawn =
        formats.named(request.name()).filter(DatasetFormat::madeByProgram).isPresent()
            && request.path() == null;
    DatasetFormat format =
        drawn
            ? formats.named(request.name()).orElseThrow()
            : formats.format(request.name(), placed.path());
    return check(dataset, format.name(), format.facts(), progress);
  }

  /** Checks a dataset that is open. */
  static DatasetCheck check(
      Dataset dataset, String format, DatasetFacts official, Progress progress) {
    int validation = dataset.validation().map(ImageSource::size).orElse(0);
    Looked looked =
        new Looked(dataset.train().size() + dataset.test().size() + validation, progress);
    byte[][] train = looked.at(dataset.train());
    byte[][] test = looked.at(dataset.test());
    dataset.validation().ifPresent(looked::at);
    return new DatasetCheck(
        dataset.name(),
        format,
        dataset.digest(),
        official,
        counts(dataset),
        looked.unreadable(),
        duplicates(dataset, train, test),
        dataset.notes());
  }

  private static List<DatasetCheck.ClassCount> counts(Dataset dataset) {
    int[] train = counts(dataset.train(), dataset.classes().size());
    int[] test = counts(dataset.test(), dataset.classes().size());
    List<DatasetCheck.ClassCount> counts = new ArrayList<>();
    for (int c = 0; c < train.length; c++) {
      counts.add(new DatasetCheck.ClassCount(dataset.classes().get(c), train[c], test[c]));
    }
    return counts;
  }

  private static int[] counts(ImageSource source, int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < source.size(); i++) {
      counts[source.label(i)]++;
    }
    return counts;
  }

  private static List<DatasetCheck.Duplicate> duplicates(
      Dataset dataset, byte[][] train, byte[][] test) {
    Map<ByteBuffer, Integer> first = new HashMap<>();
    for (int i = 0; i < train.length; i++) {
      if (train[i] != null) {
        first.putIfAbsent(ByteBuffer.wrap(train[i]), i);
      }
    }
    List<DatasetCheck.Duplicate> duplicates = new ArrayList<>();
    for (int i = 0; i < test.length; i++) {
      Integer twin = test[i] == null ? null : first.get(ByteBuffer.wrap(test[i]));
      if (twin != null) {
        duplicates.add(
            new DatasetCheck.Duplicate(
                dataset.test().id(i),
                dataset.train().id(twin),
                sameFile(dataset, i, twin),
                dataset.test().label(i) == dataset.train().label(twin)));
      }
    }
    return duplicates;
  }

  private static boolean sameFile(Dataset dataset, int test, int train) {
    return dataset.test() instanceof FileImages tested
        && dataset.train() instanceof FileImages trained
        && Arrays.equals(tested.bytes(test), trained.bytes(train));
  }

  /** Looks at images, and remembers which cannot be decoded. */
  private static final class Looked {
    private final int total;
    private final Progress progress;
    private final AtomicInteger done = new AtomicInteger();
    private final List<DatasetCheck.Unreadable> unreadable =
        Collections.synchronizedList(new ArrayList<>());

    Looked(int total, Progress progress) {
      this.total = total;
      this.progress = progress;
    }

    /** SHA-256 of the size and pixels of each image; null if it cannot be decoded. */
    byte[][] at(ImageSource source) {
      byte[][] digests = new byte[source.size()][];
      IntStream.range(0, digests.length)
          .parallel()
          .forEach(
              i -> {
                try {
                  digests[i] = digest(source.read(i));
                } catch (DataException e) {
                  unreadable.add(new DatasetCheck.Unreadable(source.id(i), e.getMessage()));
                }
                tell();
              });
      return digests;
    }

    List<DatasetCheck.Unreadable> unreadable() {
      return unreadable.stream().sorted(Comparator.comparing(u -> u.id())).toList();
    }

    private synchronized void tell() {
      progress.at(done.incrementAndGet(), total);
    }

    private static byte[] digest(RgbImage image) {
      MessageDigest digest = Sha256.newDigest();
      digest.update(ByteBuffer.allocate(8).putInt(image.width()).putInt(image.height()).array());
      return digest.digest(image.rgb());
    }
  }
}
