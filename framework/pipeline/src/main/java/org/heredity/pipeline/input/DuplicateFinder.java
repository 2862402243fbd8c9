package org.heredity.pipeline.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;
import org.heredity.files.Sha256;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.StageRunner;
import org.heredity.pipeline.checks.Evidence;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds test images that also stand in training, by the digest of their decoded pixels; kept for a
 * dataset. Very large datasets are left out. Not thread-safe.
 */
public final class DuplicateFinder {
  private static final int MOST_IMAGES = 200_000;
  private static final int MOST_EXAMPLES = 5;
  private static final String STAGE = "compare test with training";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final StageRunner runner;

  public DuplicateFinder(StageRunner runner) {
    this.runner = runner;
  }

  /** What was found; empty if the dataset is too large to look at all of it. */
  public Optional<Evidence.Duplicates> find(TargetWork target) {
    ImageSource train = target.allTrain();
    if (train.size() + target.test().size() > MOST_IMAGES) {
      return Optional.empty();
    }
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("dataset", target.dataset().digest());
    ArtifactKey key = ArtifactKey.of("duplicates", inputs);
    Optional<Artifact> kept = runner.store().find(key);
    if (kept.isPresent()) {
      runner.listener().stageEnded(target.name(), STAGE, kept.get().seconds(), true);
      return Optional.of(read(target.name(), kept.get().notes()));
    }
    runner.listener().stageStarted(target.name(), STAGE);
    long start = System.nanoTime();
    Found found = compare(train, target.test());
    double seconds = (System.nanoTime() - start) / 1e9;
    StateDict nothing = StateDict.of(Map.of("none", Nd4j.createFromArray(new float[] {0})));
    runner.store().put(key, nothing, seconds, write(found));
    runner.listener().stageEnded(target.name(), STAGE, seconds, false);
    return Optional.of(new Evidence.Duplicates(target.name(), found.count(), found.examples()));
  }

  /** What is kept. */
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

  private static String write(Found found) {
    try {
      return MAPPER.writeValueAsString(found);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was found is plain data", e);
    }
  }

  private static Evidence.Duplicates read(String target, String notes) {
    try {
      Found found = MAPPER.readValue(notes, Found.class);
      return new Evidence.Duplicates(target, found.count(), found.examples());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored comparison lacks its figures: " + notes, e);
    }
  }
}
