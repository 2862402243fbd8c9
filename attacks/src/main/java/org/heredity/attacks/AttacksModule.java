package org.heredity.attacks;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.Ensemble;
import org.heredity.attacks.autoattack.AutoAttack;
import org.heredity.attacks.inner.Mimicry;
import org.heredity.attacks.inner.Universal;
import org.heredity.attacks.transfer.Transfer;

/** Contributes the attacks of this package, and ensembles of them. */
public final class AttacksModule extends AbstractModule implements HeredityPlugin {
  @Override
  protected void configure() {
    Multibinder<Attack<?>> attacks =
        Multibinder.newSetBinder(binder(), new TypeLiteral<Attack<?>>() {});
    attacks.addBinding().toInstance(new PenultimatePgd());
    attacks.addBinding().toInstance(new Pgd());
    attacks.addBinding().toInstance(new Fgsm());
    attacks.addBinding().toInstance(new Transfer());
    attacks.addBinding().toInstance(new Universal());
    attacks.addBinding().toInstance(new Mimicry());
    attacks.addBinding().toInstance(new Noise());
    Multibinder<Ensemble> ensembles = Multibinder.newSetBinder(binder(), Ensemble.class);
    Ensembles.all().forEach(ensemble -> ensembles.addBinding().toInstance(ensemble));
    AutoAttack.members().forEach(member -> attacks.addBinding().toInstance(member));
  }
}
