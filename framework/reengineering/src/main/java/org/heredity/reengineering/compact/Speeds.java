package org.heredity.reengineering.compact;

import java.util.Map;
import org.heredity.compact.CompactNetwork;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;

/**
 * How fast kernels are, in proportion to each other: billions of multiplications and additions a
 * second that one core did (docs/speed.md). From these follows which way of running a model is
 * faster, on any machine and without a try.
 *
 * @param skipping weights that are not zero, where zeros are left out
 * @param whole all weights, where they are not
 * @param direct all weights, by oneDNN's own convolutions
 * @param winograd all weights, by Winograd's
 */
record Speeds(double skipping, double whole, double direct, double winograd) {
  private static final Speeds VECTORS = new Speeds(62, 200, 115, 220);
  private static final Speeds PLAIN = new Speeds(25, 25, 115, 220);

  /** Those of this machine. */
  static Speeds here() {
    return CompactNetwork.vectors() ? VECTORS : PLAIN;
  }

  /** Whether leaving out zeros is faster than the engine. */
  boolean skippingWins(CompactModel model) {
    if (!DnnRunner.available()) {
      return true;
    }
    Map<String, int[]> shapes = model.plan().shapes(model.imageSize());
    double own = 0;
    double engine = 0;
    for (Node.Conv c : model.plan().nodes(Node.Conv.class)) {
      int side = shapes.get(c.name())[1];
      double work = (double) c.in() * c.out() * c.kernel() * c.kernel() * side * side;
      double density = model.density(c.name());
      boolean skips = CompactNetwork.leavesOutZeros(density);
      own += skips ? work * density / skipping : work / whole;
      boolean transformed = DnnRunner.transformedWeights(c, side, Mode.INFER) > 0;
      engine += work / (transformed ? winograd : direct);
    }
    return own < engine;
  }
}
