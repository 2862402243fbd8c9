package org.heredity.reports;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.BudgetPoint;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ClassResult;
import org.heredity.api.result.Comparison;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.result.Excess;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GalleryItem;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.LayerWeights;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.StageTime;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.TargetResult;

/** A made-up suite of the size that people run: 2 targets, 3 methods, 3 seeds. */
final class SampleSuite {
  static final List<String> TARGETS = List.of("photos6", "flowers102");
  static final List<String> METHODS = List.of("fine-tune", "remos", "seam");
  static final List<String> CLASSES = List.of("airplane", "bird", "cat", "dog", "fruit", "person");
  private static final double[][] ACC = {{0.853, 0.842, 0.848}, {0.941, 0.927, 0.933}};
  private static final double[][] DIR = {{0.615, 0.197, 0.124}, {0.380, 0.215, 0.128}};

  private SampleSuite() {}

  /** With 3 seeds. */
  static SuiteResult result() {
    return result(3, List.of());
  }

  static SuiteResult result(int seeds, List<GateResult> gates) {
    List<CellResult> cells = new ArrayList<>();
    for (int t = 0; t < TARGETS.size(); t++) {
      for (int m = 0; m < METHODS.size(); m++) {
        for (int seed = 1; seed <= seeds; seed++) {
          cells.add(cell(t, m, seed));
        }
      }
    }
    return suite(cells, gates);
  }

  static SuiteResult suite(List<CellResult> cells, List<GateResult> gates) {
    return new SuiteResult(
        SuiteResult.SCHEMA,
        "cifar-to-photos",
        "strict",
        provenance(),
        methods(),
        List.of(
            new TargetResult(
                "photos6", CLASSES, 540, 54, 600, "sha256:6f0c2f8f4f2f41c5aa", List.of()),
            new TargetResult(
                "flowers102",
                CLASSES,
                2040,
                204,
                6149,
                "sha256:11aa22bb33cc44dd55",
                List.of("2 unreadable images were left out."))),
        List.of(set("photos6", 0.967, 600), set("flowers102", 0.981, 6149)),
        List.of(),
        cells,
        List.of(),
        List.of(),
        comparisons(),
        gates,
        gallery(),
        List.of(
            new Finding(
                "too-few-images",
                Finding.Severity.WARNING,
                "photos6",
                "600 test images give a DIR interval about 8 points wide."),
            new Finding(
                "batch-norm-frozen",
                Finding.Severity.NOTE,
                "seam",
                "The mask search ran with batch norm in eval mode, as published.")));
  }

  static CellResult cell(int t, int m, int seed) {
    int images = t == 0 ? 600 : 6149;
    double jitter = (seed - 2) * 0.011;
    int right = (int) Math.round(images * (ACC[t][m] + jitter / 2));
    int wrong = (int) Math.round(right * (DIR[t][m] + jitter * (1 + m)));
    double acc = (double) right / images;
    double dir = (double) wrong / right;
    return new CellResult(
        TARGETS.get(t),
        METHODS.get(m),
        seed,
        "penultimate-pgd",
        acc,
        right,
        images,
        around(acc, images),
        dir,
        wrong,
        right,
        around(dir, right),
        (images - right + wrong) / (double) images,
        dir - 0.004,
        0.012 + 0.003 * m,
        new double[] {1, 0.903, 0.482}[m],
        new double[] {0.062, 0.118, 0.274}[m] + 0.002 * seed,
        new double[] {182.2, 201.9, 331.4}[m] + seed,
        stages(m),
        layers(m),
        curve(m, seed),
        perClass(right, wrong, images),
        t == 0 ? sweep(right, wrong) : List.of(),
        List.of(),
        new Excess(dir - 0.012 - 0.003 * m, around(dir - 0.012 - 0.003 * m, right)),
        null,
        "sha256:" + String.format("%016x", 0x9e3779b97f4a7c15L * (seed + 10 * m + 100 * t)),
        "students/" + TARGETS.get(t) + "-" + METHODS.get(m) + "-" + seed + ".safetensors",
        null);
  }

  private static Interval around(double share, int n) {
    double half = 1.96 * Math.sqrt(share * (1 - share) / n);
    return new Interval(share - half, share + half, 0.95, "wilson");
  }

  private static List<StageTime> stages(int m) {
    return switch (m) {
      case 0 ->
          List.of(new StageTime("tune", 170.5, false), new StageTime("evaluate", 12.1, false));
      case 1 ->
          List.of(
              new StageTime("profile", 31.4, true),
              new StageTime("slice", 0.21, false),
              new StageTime("tune", 171.2, false),
              new StageTime("evaluate", 12.3, false));
      default ->
          List.of(
              new StageTime("head", 22.9, true),
              new StageTime("search", 140.8, false),
              new StageTime("tune", 172.4, false),
              new StageTime("evaluate", 11.9, false));
    };
  }

  private static List<LayerWeights> layers(int m) {
    List<LayerWeights> layers = new ArrayList<>();
    layers.add(layer("conv1", 9408, m == 2 ? 0.97 : 1));
    for (int stage = 1; stage <= 4; stage++) {
      for (int block = 0; block < 2; block++) {
        for (int conv = 1; conv <= 2; conv++) {
          double share =
              switch (m) {
                case 0 -> 1;
                case 1 -> 0.96 - 0.02 * stage + 0.01 * conv;
                default -> 0.93 - 0.13 * stage - 0.05 * block + 0.02 * conv;
              };
          layers.add(
              layer("layer" + stage + "." + block + ".conv" + conv, 36_864L << 2 * stage, share));
        }
        if (block == 0 && stage > 1) {
          layers.add(
              layer("layer" + stage + ".0.downsample.0", 8192L << 2 * stage, m == 2 ? 0.7 : 1));
        }
      }
    }
    return layers;
  }

  private static LayerWeights layer(String name, long total, double share) {
    return new LayerWeights(name, Math.round(total * share), total, 0.05 + (1 - share) / 2);
  }

  private static List<CurvePoint> curve(int m, int seed) {
    List<CurvePoint> curve = new ArrayList<>();
    if (m == 2) {
      for (int i = 1; i <= 40; i++) {
        double kept = 0.48 + 0.52 * Math.exp(-i / (9.0 + seed));
        double accuracy = 0.84 - 0.34 * Math.exp(-i / 4.0) - 0.02 * Math.sin(i * 1.7 + seed);
        curve.add(new CurvePoint("search", i * 25, 1.2 * kept, accuracy, kept));
      }
    }
    for (int i = 1; i <= 30; i++) {
      curve.add(
          new CurvePoint(
              "tune", i * 20, 2 * Math.exp(-i / 8.0), 0.85 - 0.4 * Math.exp(-i / 5.0), 1));
    }
    return curve;
  }

  private static List<ClassResult> perClass(int right, int wrong, int images) {
    List<ClassResult> classes = new ArrayList<>();
    for (int k = 0; k < CLASSES.size(); k++) {
      int share = images / CLASSES.size();
      int correct = Math.min(share, right / CLASSES.size() + k - 2);
      classes.add(
          new ClassResult(
              CLASSES.get(k), share, correct, Math.min(correct, wrong / CLASSES.size() + 3 - k)));
    }
    return classes;
  }

  private static SetResult set(String target, double fooled, int images) {
    return new SetResult(
        target,
        "penultimate-pgd",
        "L-infinity, eps 8/255 of a pixel, 40 steps of 2/255",
        SetResult.L_INFINITY,
        8 / 255.0,
        "pixel",
        images,
        fooled,
        0.031,
        -1002341.5,
        -951273.25,
        8 / 255.0,
        1.61,
        1.72,
        8 / 255.0,
        "sha256:77aa00ff11bb22cc",
        84.2);
  }

  private static List<MethodResult> methods() {
    return List.of(
        new MethodResult("fine-tune", "fine-tune", "All weights trained", Map.of("lr", 5e-3)),
        new MethodResult(
            "remos", "remos", "Zeroes the least relevant weights (ReMoS)", Map.of("share", 0.1)),
        new MethodResult(
            "seam",
            "seam",
            "Searches a mask, then fine-tunes (SEAM)",
            Map.of("alpha", 0.5, "lr-mask", 0.05, "prune-threshold", 0.6)));
  }

  private static Provenance provenance() {
    return new Provenance(
        "0.1.0",
        "2026-11-23T04:02:11Z",
        "2026-11-23T05:40:57Z",
        "heredity run suite.yaml --out results",
        "17.0.15, Debian",
        "Linux amd64",
        "nd4j-native 1.0.0-M2.1 (oneDNN)",
        "2 cores, AVX2",
        "resnet18, width 64, 32 px",
        "sha256:a3f5c1d2e4b60798",
        "teacher.pth",
        "resized to 37, crop 32, bilinear, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225",
        Map.of(
            "name",
            "cifar-to-photos",
            "protocol",
            "strict",
            "methods",
            List.of("fine-tune", "remos", Map.of("seam", Map.of("alpha", 0.5))),
            "seeds",
            List.of(1, 2, 3),
            "training-scale",
            0.02));
  }

  private static List<Comparison> comparisons() {
    List<Comparison> tests = new ArrayList<>();
    for (String target : TARGETS) {
      tests.add(
          new Comparison(
              target,
              "penultimate-pgd",
              "dir",
              "fine-tune",
              "remos",
              3,
              0.418,
              new Interval(0.37, 0.46, 0.95, "bootstrap"),
              "mcnemar",
              1e-12,
              6e-12));
      tests.add(
          new Comparison(
              target,
              "penultimate-pgd",
              "dir",
              "remos",
              "seam",
              3,
              0.073,
              null,
              "mcnemar",
              0.012,
              0.024));
    }
    return tests;
  }

  private static List<GalleryItem> gallery() {
    List<GalleryItem> items = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String target = TARGETS.get(i % 2);
      String name = "gallery/" + target + "-" + i;
      items.add(
          new GalleryItem(
              target,
              "penultimate-pgd",
              "test/" + CLASSES.get(i) + "/000" + i + ".jpg",
              CLASSES.get(i),
              name + "-clean.png",
              name + "-adversarial.png",
              name + "-difference.png",
              16,
              List.of(
                  new GalleryItem.Prediction("fine-tune", CLASSES.get(i), CLASSES.get(5)),
                  new GalleryItem.Prediction(
                      "remos", CLASSES.get(i), i == 1 ? CLASSES.get(4) : CLASSES.get(i)),
                  new GalleryItem.Prediction("seam", CLASSES.get(i), CLASSES.get(i)))));
    }
    return items;
  }

  /** Draws the pictures that the gallery names. */
  static void drawGallery(Path folder) throws IOException {
    int side = 96;
    int index = 0;
    for (GalleryItem item : gallery()) {
      BufferedImage clean = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = clean.createGraphics();
      g.setColor(Color.getHSBColor(0.55f + 0.1f * index, 0.35f, 0.85f));
      g.fillRect(0, 0, side, side);
      g.setColor(Color.getHSBColor(0.08f + 0.2f * index, 0.8f, 0.8f));
      g.fillOval(18 + 4 * index, 22, 50, 46);
      g.setColor(Color.getHSBColor(0.33f, 0.6f, 0.45f));
      g.fillRect(0, 76, side, 20);
      g.dispose();
      BufferedImage adversarial = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
      BufferedImage difference = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          int rgb = clean.getRGB(x, y);
          int moved = 0;
          int shown = 0;
          for (int shift = 0; shift <= 16; shift += 8) {
            int delta = Math.sin(x * 0.6 + shift) * Math.cos(y * 0.45 + index) > 0 ? 8 : -8;
            int value = Math.max(0, Math.min(255, (rgb >> shift & 255) + delta));
            moved |= value << shift;
            shown |= Math.max(0, Math.min(255, 128 + delta * 15)) << shift;
          }
          adversarial.setRGB(x, y, moved);
          difference.setRGB(x, y, shown);
        }
      }
      Files.createDirectories(folder.resolve("gallery"));
      ImageIO.write(clean, "png", folder.resolve(item.clean()).toFile());
      ImageIO.write(adversarial, "png", folder.resolve(item.adversarial()).toFile());
      ImageIO.write(difference, "png", folder.resolve(item.difference()).toFile());
      index++;
    }
  }

  private static List<BudgetPoint> sweep(int right, int wrong) {
    return List.of(
        new BudgetPoint(0.5 / 255, wrong / 14, right),
        new BudgetPoint(1 / 255.0, wrong / 7, right),
        new BudgetPoint(2 / 255.0, wrong / 3, right),
        new BudgetPoint(4 / 255.0, wrong * 2 / 3, right),
        new BudgetPoint(8 / 255.0, wrong, right),
        new BudgetPoint(16 / 255.0, Math.min(right, wrong * 5 / 4), right));
  }
}
