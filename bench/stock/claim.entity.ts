import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class Claim {
  @PrimaryColumn()
  feeId!: string;

  @Column()
  agencyId!: string;

  @Column('jsonb')
  details!: object;

  @CreateDateColumn()
  createdAt!: Date;
}
