package org.heredity.attacks.autoattack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.attack.ThreatModel.Unit;
import org.heredity.data.Normalisation;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Step by step against PyTorch in double precision, with the same random numbers: {@code
 * make_autoattack_expected.py}.
 */
class AutoAttackReferenceTest {
  private static final int IMAGES = 3;
  private static final int STEPS = 40;
  private static final Map<String, double[]> EXPECTED = expected();

  private static Map<String, double[]> expected() {
    Map<String, double[]> values = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                AutoAttackReferenceTest.class.getResourceAsStream("autoattack.txt"),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        double[] numbers = new double[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Double.parseDouble(words[i + 1]);
        }
        values.put(words[0], numbers);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return values;
  }

  private static Region region(Norm norm) {
    return Region.of(ThreatModel.of(norm, norm == Norm.L2 ? 0.3 : 0.03, Unit.PIXEL));
  }

  private static String words(Norm norm) {
    return norm == Norm.L2 ? "l2" : "linf";
  }

  /** In normalised units, of single precision. */
  private static float[] clean(int n) {
    float[] image = new float[ToyNetwork.SIZE];
    for (int i = 0; i < image.length; i++) {
      double pixel = (float) (0.1 + 0.8 * Randomness.of(3).uniform(n * image.length + i));
      int c = i / (ToyNetwork.SIDE * ToyNetwork.SIDE);
      image[i] =
          (float) ((pixel - Normalisation.IMAGENET.mean(c)) / Normalisation.IMAGENET.deviation(c));
    }
    return image;
  }

  /** In values of [0,1]. */
  private static double[] pixels(float[] image) {
    double[] pixels = new double[image.length];
    for (int i = 0; i < pixels.length; i++) {
      int c = i / (ToyNetwork.SIDE * ToyNetwork.SIDE);
      pixels[i] =
          (double) image[i] * Normalisation.IMAGENET.deviation(c) + Normalisation.IMAGENET.mean(c);
    }
    return pixels;
  }

  private static int label(int n) {
    return (int) EXPECTED.get("labels")[n];
  }

  private static Subject subject(int n) {
    double[] logits = EXPECTED.get("logits." + n);
    float[] rounded = new float[logits.length];
    for (int k = 0; k < rounded.length; k++) {
      rounded[k] = (float) logits[k];
    }
    int[] ranking = Ranking.top(rounded.length, rounded);
    assertEquals(label(n), ranking[0]);
    return new Subject(clean(n), label(n), Randomness.of(5).at(n), ranking, clean(n));
  }

  private static List<Integer> labels() {
    return List.of(label(0), label(1), label(2));
  }

  @Test
  void theToyNetworkIsTheReferences() {
    try (Evaluator evaluator = new Evaluator(new ToyNetwork(List.of()), ToyNetwork.SIDE)) {
      float[][] logits = evaluator.logits(List.of(clean(0), clean(1), clean(2)));
      for (int n = 0; n < IMAGES; n++) {
        double[] expected = EXPECTED.get("logits." + n);
        for (int k = 0; k < expected.length; k++) {
          assertEquals(expected[k], logits[n][k], 1e-5);
        }
      }
    }
  }

  static Stream<Arguments> losses() {
    return Stream.of(Norm.values())
        .flatMap(
            norm ->
                Stream.of(LogitLoss.CROSS_ENTROPY, LogitLoss.DLR, LogitLoss.TARGETED_DLR)
                    .map(loss -> Arguments.of(norm, loss)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void apgdStepsAsTheReference(Norm norm, LogitLoss loss) {
    Region region = region(norm);
    List<ApgdImage> images = new ArrayList<>();
    List<Subject> subjects = new ArrayList<>();
    for (int n = 0; n < IMAGES; n++) {
      Subject subject = subject(n);
      subjects.add(subject);
      float[] start = region.randomPoint(subject.clean, subject.random.at("apgd").at(0), 1);
      images.add(new ApgdImage(subject, subject.target(0), loss, region, start, STEPS));
    }
    String name =
        "apgd." + words(norm) + "." + loss.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".";
    try (Evaluator evaluator = new Evaluator(new ToyNetwork(labels()), ToyNetwork.SIDE)) {
      int steps = EXPECTED.get(name + "0.sizes").length;
      for (int i = 0; i <= steps; i++) {
        if (i > 0) {
          for (int n = 0; n < IMAGES; n++) {
            assertEquals(EXPECTED.get(name + n + ".sizes")[i - 1], images.get(n).size(), name + n);
            images.get(n).move();
          }
        }
        evaluator.differentiate(images);
        for (int n = 0; n < IMAGES; n++) {
          double wanted = EXPECTED.get(name + n + ".losses")[i];
          assertEquals(
              wanted, images.get(n).loss(), 1e-4 * Math.abs(wanted), name + n + " step " + i);
          images.get(n).note();
        }
      }
    }
    for (int n = 0; n < IMAGES; n++) {
      images.get(n).giveUp();
      assertArrayEquals(
          EXPECTED.get(name + n + ".best"), pixels(subjects.get(n).result()), 2e-5, name + n);
    }
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void fabStepsAsTheReference(Norm norm) {
    Region tiny = Region.of(ThreatModel.of(norm, 1e-9, Unit.PIXEL));
    List<FabImage> images = new ArrayList<>();
    for (int n = 0; n < IMAGES; n++) {
      Subject subject = subject(n);
      images.add(new FabImage(subject, subject.target(0), tiny, tiny.centre(subject.clean)));
    }
    int compared = 0;
    try (Evaluator evaluator = new Evaluator(new ToyNetwork(List.of()), ToyNetwork.SIDE)) {
      for (int i = 0; i < 12; i++) {
        evaluator.differentiate(images);
        images.forEach(FabImage::move);
        float[][] logits = evaluator.logits(images.stream().map(FabImage::image).toList());
        for (int n = 0; n < IMAGES; n++) {
          images.get(n).look(logits[n]);
          double[] wanted = EXPECTED.get("fab." + words(norm) + "." + n + "." + i);
          if (wanted != null) {
            assertArrayEquals(wanted, pixels(images.get(n).image()), 2e-6, norm + " step " + i);
            compared++;
          }
        }
      }
    }
    assertEquals(9, compared);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void squareProposesAndAcceptsAsTheReference(Norm norm) {
    for (int n = 0; n < IMAGES; n++) {
      Subject subject = subject(n);
      SquareSearch search =
          new SquareSearch(region(norm), subject.clean, subject.random.at("square").at(0));
      SquareImage image = new SquareImage(subject, search);
      String name = "square." + words(norm) + "." + n;
      double[] leads = EXPECTED.get(name + ".leads");
      try (Evaluator evaluator =
          new Evaluator(new ToyNetwork(List.of(label(n))), ToyNetwork.SIDE)) {
        for (int query = -1; query < leads.length - 1; query++) {
          if (query >= 0) {
            image.propose(query);
          }
          float[] logits = evaluator.logits(List.of(image.proposal()))[0];
          int[] top = Ranking.top(2, logits);
          assertEquals(label(n), top[0]);
          assertEquals(leads[query + 1], logits[top[0]] - logits[top[1]], 1e-4, name + query);
          image.judge(logits);
        }
      }
      image.giveUp();
      assertArrayEquals(EXPECTED.get(name + ".best"), pixels(subject.result()), 2e-6, name);
    }
  }
}
