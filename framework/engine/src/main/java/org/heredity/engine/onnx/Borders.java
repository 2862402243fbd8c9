package org.heredity.engine.onnx;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.heredity.checkpoint.OnnxNode;
import org.heredity.layers.Axis;
import org.heredity.layers.Window;

/**
 * How a window of ONNX's moves over a node's result.
 *
 * @param input the node
 * @param window with padding that is said outright
 * @param outside what a border that was there before holds; NaN where there was none
 */
record Borders(String input, Window window, double outside) {
  private static final long MOST = 1 << 14;

  /**
   * As a node says, of what it takes.
   *
   * @param kernel height and width
   * @throws IllegalArgumentException if there is no such window
   */
  static Borders of(Translation graph, OnnxNode node, Value.Active value, int... kernel) {
    Value.Padded padded = value instanceof Value.Padded border ? border : null;
    String input = graph.actives().images(padded == null ? value : padded.base());
    int[] shape = graph.draft().shape(input);
    int[] border = padded == null ? new int[4] : padded.border();
    long[] strides = node.wholes("strides", 1, 1);
    long[] dilations = node.wholes("dilations", 1, 1);
    Translation.require(
        strides.length == 2
            && dilations.length == 2
            && within(strides, 1)
            && within(dilations, 1)
            && kernel[0] > 0
            && kernel[1] > 0
            && kernel[0] < MOST
            && kernel[1] < MOST,
        "has kernel, strides and dilations",
        kernel,
        strides,
        dilations);
    long[] pads = pads(node, shape, border, strides, dilations, kernel);
    Axis[] axes = new Axis[2];
    for (int i = 0; i < 2; i++) {
      axes[i] =
          new Axis(
              kernel[i],
              (int) strides[i],
              (int) pads[i] + border[i],
              (int) pads[i + 2] + border[i + 2],
              (int) dilations[i]);
    }
    boolean bordered = Arrays.stream(border).anyMatch(pad -> pad > 0);
    Translation.require(
        !bordered || LongStream.of(pads).allMatch(pad -> pad == 0) || padded.filling() == 0,
        "pads what is padded");
    return new Borders(
        input, new Window(axes[0], axes[1]), bordered ? padded.filling() : Double.NaN);
  }

  private static boolean within(long[] values, long least) {
    return LongStream.of(values).allMatch(value -> value >= least && value < MOST);
  }

  private static long[] pads(
      OnnxNode node, int[] shape, int[] border, long[] strides, long[] dilations, int... kernel) {
    String kind = node.text("auto_pad", "NOTSET");
    long[] pads = new long[4];
    switch (kind) {
      case "NOTSET", "" -> {
        pads = node.wholes("pads", 0, 0, 0, 0);
        Translation.require(pads.length == 4 && within(pads, 0), "has the pads", pads);
      }
      case "VALID" -> {}
      case "SAME_UPPER", "SAME_LOWER" -> {
        for (int i = 0; i < 2; i++) {
          long in = (long) shape[i + 1] + border[i] + border[i + 2];
          long out = (in + strides[i] - 1) / strides[i];
          long span = dilations[i] * (kernel[i] - 1L) + 1;
          long all = Math.max(0, (out - 1) * strides[i] + span - in);
          long less = all / 2;
          pads[i] = kind.equals("SAME_UPPER") ? less : all - less;
          pads[i + 2] = all - pads[i];
        }
      }
      default -> Translation.require(false, "has the padding '" + kind + "'");
    }
    return pads;
  }

  /** Whether there was a border before. */
  boolean bordered() {
    return !Double.isNaN(outside);
  }
}
