package org.heredity.pipeline.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;
import org.heredity.data.SubsetSource;
import org.heredity.engine.AttackedNetwork;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.ImageStack;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

public class SetMakerTest {
  private static final int IMAGES = 300;
  private static final double EPSILON = 8 / 255.0;

  /** What an attack without settings has. */
  public record None() {}

  /** Only a name and a threat model; the surrogate of a test moves the images. */
  public static final class Named implements Attack<None> {
    @Override
    public String name() {
      return "named";
    }

    @Override
    public String description() {
      return "";
    }

    @Override
    public Class<None> settings() {
      return None.class;
    }

    @Override
    public ThreatModel threatModel(None settings, Protocol protocol) {
      return ThreatModel.linf(EPSILON, ThreatModel.Unit.PIXEL);
    }

    @Override
    public boolean needsTargetHead(None settings) {
      return false;
    }

    @Override
    public void perturb(
        List<? extends AttackedNetwork> model, ThreatModel threat, AttackBatch batch, None s) {}
  }

  /** Says which class by the first value's sign, and moves images by a share of the budget. */
  private static class Mover implements Surrogate {
    final double share;
    int batchesLeft;

    Mover(double share, int batches) {
      this.share = share;
      this.batchesLeft = batches;
    }

    @Override
    public void perturb(ThreatModel threat, AttackBatch batch) {
      if (batchesLeft-- == 0) {
        throw new IllegalStateException("the power went off");
      }
      for (int c = 0; c < 3; c++) {
        float step = threat.scaled(threat.epsilon())[c] * (float) share;
        batch.adversarial().get(all(c)).addi(step);
      }
      if (share <= 1) {
        threat.ball().project(batch.clean(), batch.adversarial());
      }
    }

    private static INDArrayIndex[] all(int channel) {
      return new INDArrayIndex[] {
        NDArrayIndex.all(), NDArrayIndex.point(channel), NDArrayIndex.all(), NDArrayIndex.all()
      };
    }

    @Override
    public int[] classes(INDArray images) {
      return IntStream.range(0, (int) images.size(0))
          .map(n -> images.getFloat(n, 0, 0, 0) > 0 ? 1 : 0)
          .toArray();
    }

    @Override
    public double objective(INDArray images, int[] labels) {
      return images.meanNumber().doubleValue();
    }

    @Override
    public double zeroGradients(INDArray images, int[] labels) {
      return 0;
    }

    @Override
    public boolean unchanged() {
      return true;
    }

    @Override
    public void close() {}
  }

  private final List<String> events = new ArrayList<>();

  private SetMaker maker(Path root, Duration between) {
    SuiteListener listener =
        new SuiteListener() {
          @Override
          public void stageEnded(String subject, String stage, double seconds, boolean cached) {
            events.add(stage + (cached ? " cached" : " made"));
          }

          @Override
          public void note(String message) {
            events.add(message);
          }
        };
    return new SetMaker(Cache.in(root, listener, between), Fixtures.teacher(), 7);
  }

  private static PlannedAttack<None> attack() {
    return PlannedAttack.of(
        "named", new AttackConfig<>("named", new Named(), new None()), Protocol.STRICT);
  }

  private AdversarialSet make(Path root, TargetWork target, Surrogate surrogate) {
    return maker(root, Duration.ZERO)
        .make(target, attack(), "", () -> StateDict.of(Map.of()), () -> surrogate);
  }

  @Test
  void isMadeOnceAndMeasured(@TempDir Path root) {
    TargetWork target = Fixtures.target(20, IMAGES);
    AdversarialSet made = make(root, target, new Mover(1, -1));
    assertEquals(IMAGES, made.result().images());
    assertEquals(EPSILON, made.result().maxPerturbation(), 1e-6);
    assertEquals(0, made.measures().beyond());
    assertEquals(0, made.measures().outOfRange());
    assertTrue(
        made.result().objectiveAdversarial() > made.result().objectiveClean() + 0.01,
        made.result().toString());
    AdversarialSet again =
        maker(root, Duration.ZERO)
            .make(
                target,
                attack(),
                "",
                () -> StateDict.of(Map.of()),
                () -> {
                  throw new AssertionError("the set is there already");
                });
    assertEquals(made.result(), again.result());
    assertEquals(List.of("named set made", "named set cached"), events);
  }

  @Test
  void anInterruptedSetIsTheSameInTheEnd(@TempDir Path root) {
    TargetWork target = Fixtures.target(20, IMAGES);
    AdversarialSet undisturbed = make(root.resolve("a"), target, new Mover(1, -1));
    assertThrows(
        IllegalStateException.class,
        () -> make(root.resolve("b"), target, new Mover(1, 2)),
        "stops in the third batch");
    Mover rest = new Mover(1, 1);
    AdversarialSet resumed = make(root.resolve("b"), target, rest);
    assertEquals(0, rest.batchesLeft, "only the third batch was left");
    assertEquals(undisturbed.blob().digest(), resumed.blob().digest());
    assertEquals(undisturbed.measures(), resumed.measures(), "to the last bit");
  }

  @Test
  void everyImageIsDecodedOnce(@TempDir Path root) {
    AtomicInteger decoded = new AtomicInteger();
    Dataset pictures = Fixtures.dataset(20, IMAGES);
    ImageSource counting =
        new ImageSource() {
          @Override
          public int size() {
            return pictures.test().size();
          }

          @Override
          public int label(int index) {
            return pictures.test().label(index);
          }

          @Override
          public String id(int index) {
            return pictures.test().id(index);
          }

          @Override
          public RgbImage read(int index) {
            decoded.incrementAndGet();
            return pictures.test().read(index);
          }
        };
    // Without the cache of decoded images that a target has: large ones do not fit into it.
    TargetWork target = Fixtures.target(20, IMAGES);
    TargetWork uncached =
        new TargetWork(
            target.name(),
            target.dataset(),
            target.data(),
            target.allTrain(),
            counting,
            target.heldOut(),
            target.inputs());
    make(root, uncached, new Mover(1, -1));
    assertEquals(IMAGES, decoded.get());
  }

  @Test
  void anImagesStartDoesNotDependOnItsPlace(@TempDir Path root) {
    Dataset forward = Fixtures.dataset(20, 10);
    int[] reversed = IntStream.range(0, 10).map(i -> 9 - i).toArray();
    Dataset backward =
        new Dataset(
            "pictures",
            forward.classes(),
            forward.train(),
            new SubsetSource(forward.test(), reversed),
            "another digest",
            List.of());
    TargetWork one = TargetWork.of("pictures", forward, Protocol.STRICT, Fixtures.teacher(), 0);
    TargetWork other = TargetWork.of("pictures", backward, Protocol.STRICT, Fixtures.teacher(), 0);
    try (ImageStack first = make(root, one, new Mover(0.1, -1)).open();
        ImageStack second = make(root, other, new Mover(0.1, -1)).open()) {
      for (int i = 0; i < 10; i++) {
        assertEquals(first.read(i, 1), second.read(9 - i, 1));
      }
      assertNotEquals(first.read(0, 1), first.read(2, 1));
    }
  }

  @Test
  void whatLeavesTheBudgetOrTheRangeIsCounted(@TempDir Path root) {
    AdversarialSet set = make(root, Fixtures.target(20, IMAGES), new Mover(3, -1));
    assertTrue(set.measures().beyond() > 1000, set.measures().toString());
    assertTrue(set.measures().outOfRange() > 0, set.measures().toString());
    assertTrue(set.result().maxPerturbation() > 2 * EPSILON, set.result().toString());
  }

  @Test
  void anAttackThatChangesTheTeacherIsRefused(@TempDir Path root) {
    Surrogate changed =
        new Mover(1, -1) {
          @Override
          public boolean unchanged() {
            return false;
          }
        };
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> make(root, Fixtures.target(20, 4), changed));
    assertTrue(e.getMessage().contains("changed the teacher's parameters"), e.getMessage());
    assertEquals(Collections.emptyList(), events);
  }
}
