package org.heredity.cli.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.heredity.data.ImageSource;
import org.heredity.pipeline.evaluate.ModelEvaluation;
import org.heredity.reports.text.CsvRow;

/**
 * What a model says of every image, a row each: file, true class, predicted class, confidence (the
 * softmax of the logits) and the logits by class.
 */
final class PredictionsFile implements ModelEvaluation.Observer {
  private final OutputStream out;
  private final ImageSource images;
  private final List<String> classes;

  /** Writes the header; the stream stays the caller's. */
  PredictionsFile(OutputStream out, ImageSource images, List<String> classes) throws IOException {
    this.out = out;
    this.images = images;
    this.classes = classes;
    List<String> heads = new ArrayList<>(List.of("file", "true", "predicted", "confidence"));
    classes.forEach(name -> heads.add("logit " + name));
    write(heads);
  }

  @Override
  public void said(int image, float[] logits) throws IOException {
    int predicted = 0;
    for (int c = 1; c < logits.length; c++) {
      predicted = logits[c] > logits[predicted] ? c : predicted;
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - logits[predicted]);
    }
    List<String> fields = new ArrayList<>();
    fields.add(CsvRow.text(images.id(image)));
    fields.add(CsvRow.text(classes.get(images.label(image))));
    fields.add(CsvRow.text(classes.get(predicted)));
    fields.add(CsvRow.text((float) (1 / sum)));
    for (float logit : logits) {
      fields.add(CsvRow.text(logit));
    }
    write(fields);
  }

  private void write(List<String> fields) throws IOException {
    StringBuilder row = new StringBuilder();
    CsvRow.append(row, fields);
    out.write(row.toString().getBytes(StandardCharsets.UTF_8));
  }
}
