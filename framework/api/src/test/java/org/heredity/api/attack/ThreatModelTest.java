package org.heredity.api.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.ThreatModel.Bounds;
import org.heredity.api.attack.ThreatModel.Goal;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.attack.ThreatModel.Unit;
import org.heredity.api.config.UsageException;
import org.heredity.data.Normalisation;
import org.heredity.engine.L2Ball;
import org.heredity.engine.LinfBall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreatModelTest {
  private static final ThreatModel PIXEL = ThreatModel.linf(8 / 255.0, Unit.PIXEL);
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  @Test
  void aPixelBudgetIsScaledByEachChannelsDeviation() {
    LinfBall ball = (LinfBall) PIXEL.ball();
    for (int c = 0; c < 3; c++) {
      assertEquals(8 / 255.0 / STD[c], ball.epsilon()[c], 1e-7);
      assertEquals(-MEAN[c] / STD[c], ball.low()[c], 1e-6);
      assertEquals((1 - MEAN[c]) / STD[c], ball.high()[c], 1e-6);
    }
    assertEquals("L-infinity, eps 8/255 of a pixel, random start", PIXEL.describe());
  }

  @Test
  void aPixelBudgetIsOfTheModelsOwnDeviationAndBounds() {
    Normalisation own = Normalisation.of(List.of(0.5, 0.25, 0.0), List.of(0.5, 0.2, 1.0));
    LinfBall ball = (LinfBall) PIXEL.against(own).ball();
    float eps = 8 / 255f;
    assertArrayEquals(new float[] {2 * eps, 5 * eps, eps}, ball.epsilon(), 1e-6f);
    assertArrayEquals(new float[] {-1, -1.25f, 0}, ball.low(), 1e-6f);
    assertArrayEquals(new float[] {1, 3.75f, 1}, ball.high(), 1e-6f);
    ThreatModel papers = ThreatModel.linf(0.1, Unit.NORMALISED).against(own);
    assertArrayEquals(new float[] {0.1f, 0.1f, 0.1f}, ((LinfBall) papers.ball()).epsilon());
  }

  @Test
  void aNormalisedBudgetIsThePapers() {
    ThreatModel papers = ThreatModel.linf(0.1, Unit.NORMALISED);
    LinfBall ball = (LinfBall) papers.ball();
    assertArrayEquals(new float[] {0.1f, 0.1f, 0.1f}, ball.epsilon());
    assertArrayEquals(new float[] {-2.2f, -2.2f, -2.2f}, ball.low());
    assertArrayEquals(new float[] {0.01f, 0.01f, 0.01f}, papers.scaled(0.01));
  }

  @Test
  void inL2DistancesAreOfImagesBeforeNormalisation() {
    ThreatModel l2 = ThreatModel.l2(0.5, Unit.PIXEL);
    L2Ball ball = (L2Ball) l2.ball();
    assertEquals(0.5, ball.epsilon());
    assertArrayEquals(new float[] {1 / STD[0], 1 / STD[1], 1 / STD[2]}, ball.scale(), 1e-5f);
    assertArrayEquals(PIXEL.ball().low(), ball.low());
    assertEquals("L2, eps 0.5 in values of [0,1], random start", l2.describe());
    ThreatModel normalised = ThreatModel.l2(2, Unit.NORMALISED).withRandomStart(false);
    assertArrayEquals(new float[] {1, 1, 1}, ((L2Ball) normalised.ball()).scale());
    assertEquals("L2, eps 2.0 in normalised units, no random start", normalised.describe());
  }

  @Test
  void boundsAndGoalAreSaid() {
    ThreatModel grey =
        PIXEL.withBounds(new Bounds(0.25, 0.75)).withGoal(Goal.TARGETED).withEpsilon(0.1);
    assertEquals((0.25 - MEAN[1]) / STD[1], grey.ball().low()[1], 1e-6);
    assertEquals((0.75 - MEAN[1]) / STD[1], grey.ball().high()[1], 1e-6);
    assertEquals(
        "L-infinity, eps 25.5/255 of a pixel, within 0.25 to 0.75, random start, targeted",
        grey.describe());
  }

  @Test
  void whatIsNoLengthOrRangeIsRefused() {
    assertThrows(UsageException.class, () -> ThreatModel.linf(-1, Unit.PIXEL));
    assertThrows(UsageException.class, () -> ThreatModel.l2(Double.NaN, Unit.PIXEL));
    UsageException e = assertThrows(UsageException.class, () -> new Bounds(1, 1));
    assertTrue(e.getMessage().contains("got 1.0 to 1.0"), e.getMessage());
  }

  @Test
  void theProtocolsAreTheDefaults() {
    for (Norm norm : Norm.values()) {
      ThreatModel strict = ProtocolDefaults.threatModel(Protocol.STRICT, norm, Optional.empty());
      ThreatModel paper = ProtocolDefaults.threatModel(Protocol.PAPER, norm, Optional.empty());
      assertEquals(Unit.PIXEL, strict.unit());
      assertEquals(Unit.NORMALISED, paper.unit());
      assertEquals(norm == Norm.L2 ? 0.5 : 8 / 255.0, strict.epsilon());
      assertEquals(norm == Norm.L2 ? 2 : 0.1, paper.epsilon());
      assertEquals(
          strict.epsilon() / 4, ProtocolDefaults.stepSize(strict, Optional.empty()), 1e-12);
      assertEquals(paper.epsilon() / 10, ProtocolDefaults.stepSize(paper, Optional.empty()), 1e-12);
      assertEquals(
          0.3, ProtocolDefaults.threatModel(Protocol.PAPER, norm, Optional.of(0.3)).epsilon());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT, L_INFINITY, 8, 8 in L-infinity would allow any image, write 8/255",
    "STRICT, L2, 128, 128 in L2 would allow any image, write 128/255",
    "PAPER, L_INFINITY, 8, 8 in L-infinity would allow any image, take a smaller one"
  })
  void anEpsilonOfAnotherUnitIsRefused(
      Protocol protocol, Norm norm, double epsilon, String first, String then) {
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> ProtocolDefaults.threatModel(protocol, norm, Optional.of(epsilon)));
    assertTrue(e.getMessage().startsWith("'epsilon': " + first), e.getMessage());
    assertTrue(e.getMessage().endsWith(then), e.getMessage());
    double most = norm == Norm.L2 ? 40 : 1;
    ProtocolDefaults.threatModel(protocol, norm, Optional.of(most));
  }
}
