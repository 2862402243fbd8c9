package org.heredity.pipeline.evaluate;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.heredity.api.result.GalleryItem;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Normalisation;
import org.heredity.data.SubsetSource;
import org.heredity.engine.LinfBall;
import org.heredity.engine.memory.Floats;
import org.heredity.files.AtomicFile;
import org.heredity.files.StorageException;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.EightBits;
import org.heredity.pipeline.cache.ImageStack;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Draws a few test images beside their adversarial versions, and what students say of them. */
public final class Gallery {
  private static final String FOLDER = "gallery";
  private static final double MOST_AMPLIFIED = 32;
  private static final float GREY = 127.5f;

  private final Path out;
  private final int images;

  /**
   * A gallery.
   *
   * @param out the suite's folder
   * @param images of each target and attack, at most
   */
  public Gallery(Path out, int images) {
    this.out = out;
    this.images = images;
  }

  /**
   * Draws the pictures of one set for each attack or ensemble: of several the first; none of images
   * that another model normalises its own way.
   *
   * @param made the sets, in the order in which students predicted them
   * @param said predictions of the first seed's students, by method
   */
  public List<GalleryItem> draw(
      TargetWork target,
      List<AttackPlan.Judged> judged,
      List<AdversarialSet> made,
      Map<String, Predictions> said) {
    Set<String> first =
        judged.stream().map(one -> one.members().get(0)).collect(Collectors.toSet());
    Normalisation own = target.data().preprocessing().normalisation();
    List<GalleryItem> items = new ArrayList<>();
    for (int s = 0; s < made.size(); s++) {
      AdversarialSet set = made.get(s);
      if (first.contains(set.result().attack()) && set.threat().normalisation().equals(own)) {
        items.addAll(draw(target, set, said, s));
      }
    }
    return items;
  }

  /**
   * Draws the pictures of one set.
   *
   * @param said predictions of the first seed's students, by method
   * @param set index of the set within the predictions
   */
  private List<GalleryItem> draw(
      TargetWork target, AdversarialSet adversarial, Map<String, Predictions> said, int set) {
    int[] chosen = target.sample(images);
    List<GalleryItem> items = new ArrayList<>();
    if (chosen.length == 0) {
      return items;
    }
    SubsetSource source = new SubsetSource(target.test(), chosen);
    Normalisation model = adversarial.threat().normalisation();
    double amplification = amplification(target, source, chosen, adversarial);
    try (ImageStack stack = adversarial.open();
        Batches batches = Batches.test(source, target.data().preprocessing(), 1)) {
      for (int i = 0; i < chosen.length; i++) {
        String base = FOLDER + "/" + target.name() + "-" + adversarial.result().attack() + "-" + i;
        try (INDArray clean = batches.next().images();
            INDArray changed = stack.read(chosen[i], 1)) {
          items.add(
              new GalleryItem(
                  target.name(),
                  adversarial.result().attack(),
                  source.id(i),
                  target.dataset().classes().get(source.label(i)),
                  write(base + "-clean.png", levels(model, clean)),
                  write(base + "-adversarial.png", levels(model, changed)),
                  write(base + "-difference.png", difference(model, clean, changed, amplification)),
                  amplification,
                  predictions(target, said, set, chosen[i])));
        }
      }
    }
    return items;
  }

  private static List<GalleryItem.Prediction> predictions(
      TargetWork target, Map<String, Predictions> said, int set, int image) {
    List<String> classes = target.dataset().classes();
    List<GalleryItem.Prediction> predictions = new ArrayList<>();
    said.forEach(
        (method, predicted) ->
            predictions.add(
                new GalleryItem.Prediction(
                    method,
                    classes.get(predicted.clean()[image]),
                    classes.get(predicted.sets().get(set).adversarial()[image]))));
    return predictions;
  }

  /**
   * So that the largest change of a value reaches from grey to black or white: that which the
   * threat model allows, or where it allows values any change, that of the images shown.
   */
  private static double amplification(
      TargetWork target, ImageSource source, int[] chosen, AdversarialSet set) {
    Normalisation model = set.threat().normalisation();
    double largest = 0;
    if (set.threat().ball() instanceof LinfBall ball) {
      for (int c = 0; c < 3; c++) {
        largest = Math.max(largest, ball.epsilon()[c] * model.deviation(c));
      }
    } else {
      largest = largestChange(target, source, chosen, set);
    }
    double exact = largest == 0 ? MOST_AMPLIFIED : 0.5 / largest;
    return Math.max(1, Math.min(MOST_AMPLIFIED, Math.floor(exact)));
  }

  /** Of a value before normalisation. */
  private static double largestChange(
      TargetWork target, ImageSource source, int[] chosen, AdversarialSet set) {
    double largest = 0;
    try (ImageStack stack = set.open();
        Batches batches = Batches.test(source, target.data().preprocessing(), 1)) {
      for (int index : chosen) {
        try (INDArray clean = batches.next().images();
            INDArray changed = stack.read(index, 1)) {
          largest =
              Math.max(
                  largest,
                  largestChange(
                      set.threat().normalisation(), Floats.copy(clean), Floats.copy(changed)));
        }
      }
    }
    return largest;
  }

  private static double largestChange(Normalisation model, float[] from, float[] to) {
    double largest = 0;
    int plane = from.length / 3;
    for (int i = 0; i < from.length; i++) {
      largest = Math.max(largest, Math.abs(to[i] - from[i]) * model.deviation(i / plane));
    }
    return largest;
  }

  /** {@code [3][side * side]} levels of 0 to 255. */
  private static int[][] levels(Normalisation model, INDArray image) {
    float[] values = Floats.copy(image);
    int plane = values.length / 3;
    int[][] levels = new int[3][plane];
    for (int i = 0; i < values.length; i++) {
      levels[i / plane][i % plane] = EightBits.level(model, values[i], i / plane);
    }
    return levels;
  }

  private static int[][] difference(
      Normalisation model, INDArray clean, INDArray changed, double amplification) {
    float[] from = Floats.copy(clean);
    float[] to = Floats.copy(changed);
    int plane = from.length / 3;
    int[][] levels = new int[3][plane];
    for (int i = 0; i < from.length; i++) {
      double pixels = (to[i] - from[i]) * model.deviation(i / plane) * 255;
      long level = Math.round(GREY + pixels * amplification);
      levels[i / plane][i % plane] = (int) Math.max(0, Math.min(255, level));
    }
    return levels;
  }

  private String write(String name, int[][] levels) {
    int side = (int) Math.round(Math.sqrt(levels[0].length));
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < levels[0].length; i++) {
      picture.setRGB(i % side, i / side, levels[0][i] << 16 | levels[1][i] << 8 | levels[2][i]);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", png);
      AtomicFile.write(out.resolve(name), png.toByteArray());
    } catch (IOException e) {
      throw StorageException.of("write " + out.resolve(name), e);
    }
    return name;
  }
}
