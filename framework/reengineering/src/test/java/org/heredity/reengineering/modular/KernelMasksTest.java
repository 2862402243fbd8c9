package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.Settings;
import org.heredity.api.method.Teacher;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.engine.Formula;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps of GradSplitter's search, with projections and a pool, as PyTorch computes them. */
@Tag("slow")
class KernelMasksTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
  private static final Teacher TEACHER =
      new Teacher(SPEC, Formula.weights(SPEC, 1), "digest", "formula");
  private static final GradSplitter.Settings SETTINGS =
      Settings.bind(
          GradSplitter.Settings.class,
          Map.of("lr", 0.3, "alpha", 2, "start-epochs", 1, "joint-epochs", 3),
          "");
  private static final Batch BATCH =
      new Batch(Formula.images(4, 32, 1), new int[] {0, 1, 2, 3}, new int[] {0, 1, 2, 3});

  private static KernelMasks search() {
    return new KernelMasks(
        TEACHER,
        Place.of(SPEC),
        SETTINGS,
        1,
        new ValidationImages(
            new MemorySource(List.of()), new Preprocessing(32, Preprocessing.Resize.AUTO)),
        1,
        Randomness.of(1));
  }

  /** Of make_modules_expected.py. */
  private static Map<String, float[]> expected() throws IOException {
    Map<String, float[]> values = new HashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                KernelMasksTest.class.getResourceAsStream("masks.txt"), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        float[] numbers = new float[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Float.parseFloat(words[i + 1]);
        }
        values.put(words[0], numbers);
      }
    }
    return values;
  }

  /** A search whose heads are the formula's. */
  private static KernelMasks started() {
    KernelMasks search = search();
    StateDict state = search.state();
    float[][] heads = new float[5][];
    for (int m = 0; m < heads.length; m++) {
      heads[m] = Formula.uniform("head." + m, new ModuleHead(5).length(), 1);
      for (int i = 0; i < heads[m].length; i++) {
        heads[m][i] -= 0.5f;
      }
    }
    search.restore(state.with(KernelMasks.HEADS, AdamRows.array(heads)));
    return search;
  }

  @Test
  void jointStepsArePyTorchs() throws IOException {
    Map<String, float[]> expected = expected();
    try (KernelMasks search = started()) {
      for (int step = 0; step < 3; step++) {
        // The first epoch, of one step, would train the heads alone.
        assertEquals(expected.get("loss")[step], search.step(1 + step, BATCH), 2e-5);
      }
      float[][] masks = Floats.rows(search.learned().get(KernelMasks.MASKS));
      float[][] heads = Floats.rows(search.learned().get(KernelMasks.HEADS));
      int off = 0;
      for (int m = 0; m < 5; m++) {
        assertArrayEquals(expected.get("head." + m), heads[m], 5e-3f, "head " + m);
        float[] wanted = expected.get("mask." + m);
        int differing = 0;
        for (int k = 0; k < wanted.length; k++) {
          differing += Math.abs(wanted[k] - masks[m][k]) > 5e-3 ? 1 : 0;
          off += masks[m][k] <= 0.2 ? 1 : 0;
        }
        // Adam's first steps go by signs, and a gradient may be as good as 0.
        assertTrue(differing <= 2, differing + " of " + wanted.length + " differ, module " + m);
      }
      assertTrue(off > 100, "kernels are on their way out, " + off);
    }
  }

  @Test
  void headsAloneLeaveMasksAndARestoredSearchGoesOnTheSame() {
    try (KernelMasks search = started();
        KernelMasks resumed = search()) {
      search.step(0, BATCH);
      float[] ones = Floats.copy(search.learned().get(KernelMasks.MASKS));
      for (float one : ones) {
        assertEquals(1, one);
      }
      search.step(1, BATCH);
      search.step(2, BATCH);
      resumed.restore(search.state());
      assertEquals(search.step(3, BATCH), resumed.step(3, BATCH));
      assertEquals(search.state().digest(), resumed.state().digest());
    }
  }
}
