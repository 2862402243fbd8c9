package org.heredity.pipeline.input;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.heredity.data.DataException;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;
import org.heredity.files.Sha256;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.checks.Evidence;

/**
 * Finds test images that also stand in training, by the digest of their decoded pixels; cached for
 * a dataset. Very large datasets are left out. Not thread-safe.
 */
public final class DuplicateFinder {
  private static final int MOST_IMAGES = 200_000;
  private static final int MOST_EXAMPLES = 5;
  private static final ArtifactType<Found> TYPE = ArtifactType.json(Found.class);

  private final Cache cache;

  public DuplicateFinder(Cache cache) {
    this.cache = cache;
  }

  /** What was found; empty if the dataset is too large to look at all of it. */
  public Optional<Evidence.Duplicates> find(TargetWork target) {
    ImageSource train = target.allTrain();
    if (train.size() + target.test().size() > MOST_IMAGES) {
      return Optional.empty();
    }
    Found found =
        cache
            .get(
                new Stage(target.name(), "compare test with training"),
                ArtifactKey.of("duplicates", Map.of("dataset", target.dataset().digest())),
                TYPE,
                running -> compare(train, target.test()))
            .value();
    return Optional.of(new Evidence.Duplicates(target.name(), found.count(), found.examples()));
  }

  /** What is cached. */
  record Found(int count, List<String> examples) {}

  private static Found compare(ImageSource train, ImageSource test) {
    Set<ByteBuffer> seen = new HashSet<>();
    digests(train).forEach(digest -> digest.ifPresent(seen::add));
    List<Optional<ByteBuffer>> tested = digests(test);
    List<Integer> found =
        IntStream.range(0, tested.size())
            .filter(i -> tested.get(i).filter(seen::contains).isPresent())
            .boxed()
            .toList();
    return new Found(found.size(), found.stream().limit(MOST_EXAMPLES).map(test::id).toList());
  }

  /** In order; empty where an image cannot be read, which is said where it is needed. */
  private static List<Optional<ByteBuffer>> digests(ImageSource source) {
    return IntStream.range(0, source.size())
        .parallel()
        .mapToObj(
            i -> {
              try {
                return Optional.of(digest(source.read(i)));
              } catch (DataException e) {
                return Optional.<ByteBuffer>empty();
              }
            })
        .toList();
  }

  private static ByteBuffer digest(RgbImage image) {
    MessageDigest sha = Sha256.newDigest();
    sha.update(ByteBuffer.allocate(8).putInt(image.width()).putInt(image.height()).array());
    return ByteBuffer.wrap(sha.digest(image.rgb()));
  }
}
